package dev.holdfast.http;

import static dev.holdfast.http.Shop.line;
import static dev.holdfast.http.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testing.ConcurrentClients;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Editing products: their revision as their entity tag, conditions, and merge patches. */
class EditingTest extends RunningService {
  private static final String NEVER = "2999-12-31T23:59:59Z";

  private String sku;

  @BeforeEach
  void register() {
    sku = unique("sku");
    shop.register(
            sku,
            """
            {"name":"One","strategy":"%s","reservationTime":"PT1M","maxPerOrder":4,"maxPerCustomer":5,
             "reservationTimeMax":"PT2H","extensionsMax":3}\
            """
                .formatted(shop.strategy("redis-script")))
        .expect(201);
  }

  private Answer read() {
    return shop.get("/api/v1/products/" + sku).expect(200);
  }

  private String tag() {
    return read().header("ETag").orElseThrow();
  }

  private Answer put(String json, String ifMatch) {
    return shop.send(
        shop.request("PUT", "/api/v1/products/" + sku, json).header("If-Match", ifMatch));
  }

  @Test
  void everyAnswerThatCarriesAProductHasItsRevisionAsItsTag() {
    String other = unique("sku");
    var created = shop.register(other, "{\"name\":\"One\"}").expect(201);
    assertThat(created.header("ETag")).contains("\"1\"");
    var again = shop.register(other, "{\"name\":\"One\"}").expect(200);
    assertThat(again.header("ETag")).contains("\"1\"");
    var replaced = shop.register(other, "{\"name\":\"Two\"}").expect(200);
    assertThat(replaced.header("ETag")).contains("\"2\"");
    var patched = shop.patch(other, "{\"maxPerOrder\":4}").expect(200);
    assertThat(patched.header("ETag")).contains("\"3\"");
    var unchanged = shop.patch(other, "{\"maxPerOrder\":4}").expect(200);
    assertThat(unchanged.header("ETag")).contains("\"3\"");
    assertThat(shop.get("/api/v1/products/" + other).header("ETag")).contains("\"3\"");
  }

  /** The tag is not that of the stock. */
  @Test
  void aReadIsNeverAnsweredAsNotModified() {
    String tag = tag();
    shop.adjust(sku, unique("supply"), 7).expect(201);

    var again =
        shop.send(shop.request("GET", "/api/v1/products/" + sku).header("If-None-Match", tag));

    assertThat(again.expect(200).header("ETag")).contains(tag);
    assertThat(again.json().at("/stock/available").asLong()).isEqualTo(7);
  }

  @Test
  void whatAPatchDoesNotNameStays_andNullReturnsToTheDefault() {
    shop.adjust(sku, unique("supply"), 7).expect(201);

    var patched =
        shop.patch(sku, "{\"name\":\"Two\",\"maxPerOrder\":null,\"reservationTime\":null}")
            .expect(200);

    var expected = read().json();
    assertThat(patched.json()).isEqualTo(expected);
    assertThat(expected.path("name").asString()).isEqualTo("Two");
    assertThat(expected.has("maxPerOrder")).isFalse();
    assertThat(expected.path("reservationTime").asString()).isEqualTo("PT15M");
    assertThat(expected.path("maxPerCustomer").asInt()).isEqualTo(5);
    assertThat(expected.path("reservationTimeMax").asString()).isEqualTo("PT2H");
    assertThat(expected.path("extensionsMax").asInt()).isEqualTo(3);
    assertThat(expected.path("strategy").asString()).isEqualTo(shop.strategy("redis-script"));
    assertThat(expected.at("/stock/available").asLong()).isEqualTo(7);
  }

  @Test
  void aReplacementReturnsWhatItLeavesOutToItsDefault() {
    var replaced = shop.register(sku, "{\"name\":\"Two\"}").expect(200).json();
    for (String member :
        List.of("maxPerOrder", "maxPerCustomer", "reservationTimeMax", "extensionsMax")) {
      assertThat(replaced.has(member)).as(member).isFalse();
    }
  }

  @Test
  void thePatchOfNothingChangesNothing() {
    var before = read();
    var patched = shop.patch(sku, "{}").expect(200);
    assertThat(patched.json()).isEqualTo(before.json());
    assertThat(patched.header("ETag")).isEqualTo(before.header("ETag"));
  }

  /** What the service has made of one of them goes with it. */
  @Test
  void aThresholdIsEditedAlone_whereTheOthersFollowFromIt() {
    shop.patch(sku, "{\"lowStock\":10}").expect(200);
    var raised = shop.patch(sku, "{\"lowStock\":20}").expect(200).json();
    assertThat(raised.path("recoveredStock").asInt()).isEqualTo(21);
    shop.patch(sku, "{\"recoveredStock\":30}").expect(200);
    shop.patch(sku, "{\"lowStock\":null}")
        .expectProblem(400, "invalid-request")
        .expectField("recoveredStock");
    var none = shop.patch(sku, "{\"lowStock\":null,\"recoveredStock\":null}").expect(200).json();
    assertThat(none.has("lowStock")).isFalse();
  }

  @Test
  void aStrategyIsPatchedWhileThereIsNoStock_andNullIsTheDefault() {
    String other = shop.strategy("redis-cas");
    var patched = shop.patch(sku, "{\"strategy\":\"%s\"}".formatted(other)).expect(200);
    assertThat(patched.text("strategy")).isEqualTo(other);
    assertThat(shop.patch(sku, "{\"strategy\":null}").expect(200).text("strategy"))
        .isEqualTo(shop.strategy("redis-script"));

    shop.adjust(sku, unique("supply"), 7).expect(201);
    shop.patch(sku, "{\"strategy\":\"%s\"}".formatted(other))
        .expectProblem(409, "strategy-in-use")
        .expectField("strategy");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"7\"", "\"0\", \"2\"", "W/\"1\"", "\"01\"", "\"x\"", "\"\""})
  void anotherRevisionThanIsMeantIsLeftAsItIs(String ifMatch) {
    var before = read().json();

    for (var refused :
        List.of(
            shop.patch(sku, "{\"name\":\"Two\"}", ifMatch), put("{\"name\":\"Two\"}", ifMatch))) {
      refused.expectProblem(412, "precondition-failed").expectField("If-Match");
      assertThat(refused.text("sku")).isEqualTo(sku);
      assertThat(refused.json().path("productRevision").asLong()).isEqualTo(1);
    }

    assertThat(read().json()).isEqualTo(before);
  }

  @Test
  void theRevisionThatIsMeantIsChangedOnce() {
    String first = tag();
    var changed = shop.patch(sku, "{\"name\":\"Two\"}", first).expect(200);
    assertThat(changed.header("ETag")).contains("\"2\"");
    shop.patch(sku, "{\"name\":\"Two\"}", first).expectProblem(412, "precondition-failed");
    shop.patch(sku, "{\"name\":\"Two\"}", "\"2\"").expect(200);

    put("{\"name\":\"Four\"}", "\"2\"").expect(200);
    put("{\"name\":\"Four\"}", "\"2\"").expectProblem(412, "precondition-failed");
    shop.patch(sku, "{\"name\":\"Five\"}", "\"2\", \"3\"").expect(200);
    shop.patch(sku, "{\"name\":\"Six\"}", "*").expect(200);
    assertThat(put("{\"name\":\"Seven\"}", "*").expect(200).header("ETag")).contains("\"6\"");
    put("{\"name\":\"Eight\"}", "soon")
        .expectProblem(400, "invalid-request")
        .expectField("If-Match");
  }

  @Test
  void aConditionNeedsAProduct() {
    String unknown = unique("unknown");
    for (String condition : List.of("*", "\"0\"", "\"1\"")) {
      var refused =
          shop.send(
              shop.request("PUT", "/api/v1/products/" + unknown, "{\"name\":\"One\"}")
                  .header("If-Match", condition));
      refused.expectProblem(412, "precondition-failed").expectField("If-Match");
      assertThat(refused.json().has("productRevision")).isFalse();
      shop.patch(unknown, "{\"name\":\"One\"}", condition).expectProblem(404, "unknown-sku");
    }
    shop.patch(unknown, "{\"name\":\"One\"}").expectProblem(404, "unknown-sku").expectField("sku");
    shop.get("/api/v1/products/" + unknown).expect(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          {"sku":"other"} | sku
          {"stock":{"available":7}} | stock
          {"stock":null} | stock
          {"colour":"red"} | colour
          {"colour":null} | colour
          {"name":null} | name
          {"name":""} | name
          {"name":7} | name
          {"name":{"en":"One"}} | name
          {"maxPerOrder":0} | maxPerOrder
          {"maxPerOrder":1.5} | maxPerOrder
          {"maxPerOrder":"4"} | maxPerOrder
          {"maxPerOrder":99999999999} | maxPerOrder
          {"strategy":"magic"} | strategy
          {"extensionsMax":-1} | extensionsMax
          {"extensionsMax":1000001} | extensionsMax
          {"reservationTime":"PT0S"} | reservationTime
          {"reservationTime":"PT25H"} | reservationTime
          {"reservationTime":60} | reservationTime
          {"reservationTime":"PT3H"} | reservationTimeMax
          {"reservationTimeMax":"PT59S"} | reservationTimeMax
          {"reservationTimeMax":"PT24H0.001S"} | reservationTimeMax
          {"reservationTimeMax":"soon"} | reservationTimeMax
          {"name":"a","name":"b"} | name
          [] | body
          null | body
          "name" | body
          {"name":"One"} {} | body
          {"name" | name
          """)
  void whatCannotBePatchedIsRefusedByName(String patch, String field) {
    var before = read();

    shop.patch(sku, patch).expectProblem(400, "invalid-request").expectField(field);

    assertThat(read().json()).isEqualTo(before.json());
    assertThat(read().header("ETag")).isEqualTo(before.header("ETag"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "application/json-patch+json", "text/plain"})
  void onlyAMergePatchIsOne(String type) {
    var refused =
        shop.send(
            shop.request("PATCH", "/api/v1/products/" + sku, "{\"name\":\"Two\"}")
                .setHeader("Content-Type", type));

    refused.expectProblem(415, "unsupported-media-type").expectField("Content-Type");
    assertThat(refused.header("Accept-Patch")).contains("application/merge-patch+json");
    assertThat(read().text("name")).isEqualTo("One");
  }

  /** Each names a member of its own: none of them is lost, though none sets a condition. */
  @Test
  void patchesAtOnceLoseNothingOfEachOther() {
    List<String> members = List.of("maxPerOrder", "maxPerCustomer", "extensionsMax");
    int last = 12;

    ConcurrentClients.run(
        members.size(),
        i ->
            () -> {
              for (int value = 1; value <= last; value++) {
                shop.patch(sku, "{\"%s\":%d}".formatted(members.get(i), value)).expect(200);
                assertThat(read().json().path(members.get(i)).asInt()).isEqualTo(value);
              }
              return null;
            });

    JsonNode patched = read().json();
    assertThat(members).allMatch(member -> patched.path(member).asInt() == last);
    assertThat(tag()).isEqualTo("\"" + (1 + members.size() * last) + "\"");
  }

  @Test
  void anOrderIsExtendedAsFarAndAsOftenAsItsProductAllows() {
    shop.adjust(sku, unique("supply"), 7).expect(201);
    shop.patch(sku, "{\"maxPerCustomer\":null,\"extensionsMax\":2}").expect(200);
    String other = shop.product("redis-script", 3);
    var order =
        shop.order(unique("key"), "{\"lines\":[%s,%s]}".formatted(line(sku, 1), line(other, 1)))
            .expect(201);
    var created = Instant.parse(order.text("createdAt"));
    String id = order.text("id");

    shop.extend(id, created.plus(Duration.ofMinutes(5)).toString()).expect(200);
    var extended = shop.extend(id, NEVER).expect(200);
    assertThat(Instant.parse(extended.text("expiresAt")))
        .isEqualTo(created.plus(Duration.ofHours(2)));
    // It cannot move any more, so it does not count.
    assertThat(shop.extend(id, NEVER).expect(200).json()).isEqualTo(extended.json());

    shop.patch(sku, "{\"reservationTimeMax\":null}").expect(200);
    var refused = shop.extend(id, NEVER).expectProblem(409, "extension-limit");
    assertThat(refused.text("orderId")).isEqualTo(id);
    assertThat(refused.json().at("/skus/0").asString()).isEqualTo(sku);
    assertThat(refused.json().path("extensionsMax").asInt()).isEqualTo(2);
    assertThat(shop.read(id).json()).isEqualTo(extended.json());
    shop.confirm(id).expect(200);
  }

  /** As an instance of a version that knows neither a revision nor limits of extensions. */
  @RedisOnly("It is about what is stored in Redis.")
  @Test
  void aProductThatAnEarlierVersionWroteIsAtRevisionZero() {
    String key = "holdfast:{" + sku + "}:product";
    redis.opsForHash().delete(key, "revision", "reservationTimeMax", "extensionsMax");

    var read = read();
    assertThat(read.header("ETag")).contains("\"0\"");
    assertThat(read.json().has("extensionsMax")).isFalse();
    assertThat(shop.patch(sku, "{\"name\":\"Two\"}", "\"0\"").expect(200).header("ETag"))
        .contains("\"1\"");
  }
}
