package dev.holdfast.http;

import static dev.holdfast.http.Shop.line;
import static dev.holdfast.http.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** How much of a product an order, and a customer, may have. */
@ExtendWith(OutputCaptureExtension.class)
class LimitsTest extends RunningService {
  private String sku;

  @BeforeEach
  void registerAProduct() {
    sku = shop.product("redis-script", 20);
    limit("\"maxPerOrder\":3,\"maxPerCustomer\":4");
  }

  private void limit(String limits) {
    shop.register(sku, "{\"name\":\"A product\",%s}".formatted(limits)).expect(200);
  }

  private Answer order(String key, String customer, int quantity) {
    return shop.order(
        key, "{\"customerId\":\"%s\",\"lines\":[%s]}".formatted(customer, line(sku, quantity)));
  }

  @Test
  void aProductShowsItsLimitsAndWhatIsLeftOutIsNoLimit() {
    var limited = shop.get("/api/v1/products/" + sku).json();
    assertThat(limited.path("maxPerOrder").asInt()).isEqualTo(3);
    assertThat(limited.path("maxPerCustomer").asInt()).isEqualTo(4);

    var free = shop.register(sku, "{\"name\":\"A product\"}").expect(200).json();
    assertThat(free.has("maxPerOrder")).isFalse();
    assertThat(free.has("maxPerCustomer")).isFalse();
    shop.order(unique("key"), sku, 9).expect(201);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1000001", "1.5", "\"2\"", "\"\"", "true", "[]"})
  void aLimitIsAWholeNumberFromOneOn(String limit) {
    for (String name : List.of("maxPerOrder", "maxPerCustomer")) {
      String body = "{\"name\":\"A product\",\"%s\":%s}".formatted(name, limit);
      shop.register(sku, body).expectProblem(400, "invalid-request").expectField(name);
    }
  }

  @Test
  void aCustomerWhoReservesTooOftenIsToldWhenToComeAgain() {
    limit("\"newReservationsMax\":1,\"newReservationsTime\":\"PT2H\"");
    var product = shop.get("/api/v1/products/" + sku).json();
    assertThat(product.path("newReservationsMax").asInt()).isEqualTo(1);
    assertThat(product.path("newReservationsTime").asString()).isEqualTo("PT2H");
    String key = unique("key");
    String id = order(key, "ann", 1).expect(201).text("id");
    shop.cancel(id).expect(200);
    order(key, "ann", 1).expect(200);
    var refused = order(unique("key"), "ann", 1).expectProblem(429, "too-many-reservations");
    assertThat(refused.json().at("/skus/0").asString()).isEqualTo(sku);
    assertThat(Integer.parseInt(refused.header("Retry-After").orElseThrow()))
        .isBetween(7_000, 7_200);
    shop.order(unique("key"), sku, 1)
        .expectProblem(422, "customer-required")
        .expectField("customerId");
    order(unique("key"), "bob", 1).expect(201);
  }

  @ParameterizedTest
  @CsvSource({
    "'\"newReservationsMax\":0', newReservationsMax",
    "'\"newReservationsMax\":101', newReservationsMax",
    "'\"newReservationsMax\":1.5', newReservationsMax",
    "'\"newReservationsTime\":\"PT1H\"', newReservationsTime",
    "'\"newReservationsMax\":1,\"newReservationsTime\":\"PT0.5S\"', newReservationsTime",
    "'\"newReservationsMax\":1,\"newReservationsTime\":\"PT25H\"', newReservationsTime",
    "'\"newReservationsMax\":1,\"newReservationsTime\":\"soon\"', newReservationsTime"
  })
  void aRateThatIsNoneIsNamed(String members, String field) {
    shop.register(sku, "{\"name\":\"A product\",%s}".formatted(members))
        .expectProblem(400, "invalid-request")
        .expectField(field);
  }

  @Test
  void anOrderBeyondTheLimitOfOrdersIsRefusedAndOneThatExistsIsAnswered() {
    var refused = order(unique("key"), "ann", 4).expectProblem(409, "limit-exceeded");
    assertThat(refused.json().at("/limits/0").toString())
        .isEqualTo(
            "{\"sku\":\"%s\",\"limit\":\"maxPerOrder\",\"max\":3,\"requested\":4,\"has\":0}"
                .formatted(sku));

    String key = unique("key");
    String id = order(key, "ann", 3).expect(201).text("id");
    limit("\"maxPerOrder\":2,\"maxPerCustomer\":4");
    order(key, "ann", 3).expect(200);
    // What it has is not taken from it, but it gets no more.
    shop.putLines(id, "{\"lines\":[%s]}".formatted(line(sku, 3))).expect(200);
    shop.putLines(id, "{\"lines\":[%s]}".formatted(line(sku, 4)))
        .expectProblem(409, "limit-exceeded");
    assertThat(shop.available(sku)).isEqualTo(17);
  }

  @Test
  void anOrderBeyondTheLimitOfItsCustomerIsRefusedUntilAnotherIsCancelled() {
    String first = order(unique("key"), "ann", 3).expect(201).text("id");
    String key = unique("key");

    var refused = order(key, "ann", 2).expectProblem(409, "limit-exceeded");
    assertThat(refused.json().at("/limits/0").toString())
        .isEqualTo(
            "{\"sku\":\"%s\",\"limit\":\"maxPerCustomer\",\"max\":4,\"requested\":2,\"has\":3}"
                .formatted(sku));
    order(unique("key"), "bob", 2).expect(201);
    shop.cancel(first).expect(200);
    String id = order(key, "ann", 2).expect(201).text("id");
    shop.confirm(id).expect(200);
    order(unique("key"), "ann", 3).expectProblem(409, "limit-exceeded");
    order(unique("key"), "ann", 2).expect(201);
    assertThat(shop.available(sku)).isEqualTo(14);
  }

  @Test
  void whereCustomersAreLimitedAnOrderMustNameOne() {
    var refused = shop.order(unique("key"), sku, 1).expectProblem(422, "customer-required");
    refused.expectField("customerId");
    assertThat(refused.json().at("/skus/0").asString()).isEqualTo(sku);

    String free = shop.product("redis-script", 5);
    String id = shop.order(unique("key"), free, 1).expect(201).text("id");
    shop.putLines(id, "{\"lines\":[%s]}".formatted(line(sku, 1)))
        .expectProblem(422, "customer-required");
    assertThat(shop.available(sku)).isEqualTo(20);
  }

  @Test
  void theCustomerBelongsToTheContentOfAnOrder() {
    String key = unique("key");
    order(key, "ann", 1).expect(201);
    order(key, "ann", 1).expect(200);
    order(key, "bob", 1).expectProblem(422, "idempotency-key-reused");
    shop.order(key, sku, 1).expectProblem(422, "idempotency-key-reused");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "\"a b\"", "\"\\u00e4\"", "\"a\\n\"", "7", "[]", "{}"})
  void whatIsNoCustomerIsRefusedAndNotRepeated(String customer) {
    shop.order(unique("key"), of(customer))
        .expectProblem(400, "invalid-request")
        .expectField("customerId");
    shop.order(unique("key"), of('"' + "x".repeat(129) + '"'))
        .expectProblem(400, "invalid-request");
    shop.order(unique("key"), of('"' + "~".repeat(128) + '"')).expect(201);
  }

  private String of(String customer) {
    return "{\"customerId\":%s,\"lines\":[%s]}".formatted(customer, line(sku, 1));
  }

  /**
   * It may be a name or an address: neither the store nor the log learn it, nor who reads the
   * order.
   */
  @Test
  void whatACustomerIsCalledIsKeptNowhere(CapturedOutput log) {
    String name = "ann." + unique("mail") + "@example.org";
    var placed = order(unique("key"), name, 3).expect(201);
    var refused = order(unique("key"), name, 3).expectProblem(409, "limit-exceeded");

    assertThat(placed.body() + refused.body() + shop.read(placed.text("id")).body())
        .doesNotContain(name);
    assertThat(log.getAll()).doesNotContain(name);
    String kept = stored(sku, placed.text("id"));
    assertThat(kept).contains(sku, "customer", placed.text("id")).doesNotContain(name);
  }
}
