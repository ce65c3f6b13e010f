package dev.holdfast.http;

import static dev.holdfast.http.Shop.line;
import static dev.holdfast.http.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Products, their levels and their audits. */
class CatalogueTest extends RunningService {
  @Test
  void aProductIsCreatedOnceThenChangedAndKeepsItsStockAndStrategy() {
    String sku = unique("sku");
    shop.register(
            sku,
            "{\"name\":\"One\",\"strategy\":\"%s\",\"reservationTime\":\"PT1M\"}"
                .formatted(shop.strategy("redis-cas")))
        .expect(201);
    shop.adjust(sku, unique("supply"), 7).expect(201);

    var changed = shop.register(sku, "{\"name\":\"Two\"}").expect(200).json();

    assertThat(changed.path("name").asString()).isEqualTo("Two");
    assertThat(changed.path("strategy").asString()).isEqualTo(shop.strategy("redis-cas"));
    assertThat(changed.path("reservationTime").asString()).isEqualTo("PT15M");
    assertThat(changed.at("/stock/available").asLong()).isEqualTo(7);
    assertThat(shop.get("/api/v1/products/" + sku).json()).isEqualTo(changed);
  }

  @Test
  void theStrategyMayChangeWhileThereIsNoStock() {
    String sku = shop.product("redis-cas", 0);

    shop.register(
            sku, "{\"name\":\"n\",\"strategy\":\"%s\"}".formatted(shop.strategy("redis-script")))
        .expect(200);

    shop.adjust(sku, unique("supply"), 1).expect(201);
    shop.order(unique("key"), sku, 1).expect(201);
    shop.register(sku, "{\"name\":\"n\",\"strategy\":\"%s\"}".formatted(shop.strategy("redis-cas")))
        .expectProblem(409, "strategy-in-use")
        .expectField("strategy");
  }

  private List<String> found(String query) {
    return shop.get("/api/v1/products?" + query).expect(200).json().path("items").values().stream()
        .map(item -> item.path("sku").asString())
        .toList();
  }

  @Test
  void aSearchFindsThoseThatBeginWithItAPageAtATime() {
    String prefix = unique("Search");
    for (String end : List.of("", "-A", "-B", ".C", "_D", "z", "9")) {
      shop.register(prefix + end, "{\"name\":\"n\"}").expect(201);
    }
    shop.register("x" + prefix, "{\"name\":\"n\"}").expect(201);
    var all = Stream.of("", "-A", "-B", ".C", "9", "_D", "z").map(end -> prefix + end).toList();

    assertThat(found("search=" + prefix)).containsExactlyElementsOf(all);
    assertThat(found("search=" + prefix + "-")).containsExactly(prefix + "-A", prefix + "-B");
    assertThat(found("search=" + prefix + "-B")).containsExactly(prefix + "-B");
    assertThat(found("search=" + prefix + "-C")).isEmpty();
    assertThat(found("search=" + prefix.toLowerCase(Locale.ROOT))).isEmpty();

    var pages = new ArrayList<String>();
    String cursor = "";
    do {
      var page = shop.get("/api/v1/products?limit=3&search=" + prefix + cursor).expect(200).json();
      page.path("items").values().forEach(item -> pages.add(item.path("sku").asString()));
      cursor = page.has("nextCursor") ? "&cursor=" + page.path("nextCursor").asString() : "";
    } while (!cursor.isEmpty());
    assertThat(pages).containsExactlyElementsOf(all);

    assertThat(found("search=" + prefix + "&cursor=0")).containsExactlyElementsOf(all);
    assertThat(found("search=" + prefix + "&cursor=zzzz")).isEmpty();
    shop.get("/api/v1/products?search=-")
        .expectProblem(400, "invalid-request")
        .expectField("search");
  }

  @Test
  void pagesListEveryProductOnceInSkuOrder() {
    String prefix = unique("page");
    var registered = new ArrayList<String>();
    for (int i = 0; i < 7; i++) {
      registered.add(prefix + "." + i);
      shop.register(prefix + "." + (6 - i), "{\"name\":\"n\"}").expect(201);
    }

    var pages = new ArrayList<List<String>>();
    String cursor = prefix;
    while (cursor.startsWith(prefix)) {
      var page = shop.get("/api/v1/products?limit=3&cursor=" + cursor).expect(200).json();
      pages.add(
          page.path("items").values().stream()
              .map(item -> item.path("sku").asString())
              .filter(sku -> sku.startsWith(prefix))
              .toList());
      cursor = page.path("nextCursor").asString("");
    }

    assertThat(pages.get(0)).hasSize(3);
    assertThat(pages.stream().flatMap(List::stream)).containsExactlyElementsOf(registered);
  }

  @Test
  void theLastPageHasNoCursor() {
    String last = unique("zzzzzz");
    shop.register(last, "{\"name\":\"n\"}").expect(201);

    var page = shop.get("/api/v1/products?limit=500&cursor=zzzzzy").expect(200).json();

    assertThat(page.path("items").values())
        .extracting(item -> item.path("sku").asString())
        .contains(last);
    assertThat(page.has("nextCursor")).isFalse();
  }

  @Test
  void levelsOfSeveralAreFreshAndNameWhatIsUnknown() {
    String one = shop.product("redis-script", 5);
    String two = shop.product("jvm-mutex", 6);
    String unknown = unique("unknown");
    shop.order(unique("key"), "{\"lines\":[%s]}".formatted(line(two, 2))).expect(201);

    var answer =
        shop.get("/api/v1/stock?sku=%s&sku=%s&sku=%s&sku=%s".formatted(two, one, unknown, one))
            .expect(200);

    assertThat(answer.header("Cache-Control")).contains("no-store");
    var items = answer.json().path("items").values();
    assertThat(items).extracting(item -> item.path("sku").asString()).containsExactly(two, one);
    assertThat(items).extracting(item -> item.path("available").asLong()).containsExactly(4L, 5L);
    assertThat(items).extracting(item -> item.path("reserved").asLong()).containsExactly(2L, 0L);
    assertThat(answer.json().path("unknown").values())
        .extracting(JsonNode::asString)
        .containsExactly(unknown);
  }

  @Test
  void anAuditCountsEveryUnitAndADeepOneEveryReservation() {
    String sku = shop.product("redis-script", 60);
    shop.order(unique("key"), sku, 2).expect(201);
    shop.order(unique("key"), sku, 3).expect(201);

    var quick = shop.audit(sku, false);
    var deep = shop.audit(sku, true);

    for (var audit : List.of(quick, deep)) {
      assertThat(audit.path("supplied").asLong()).isEqualTo(60);
      assertThat(audit.path("available").asLong()).isEqualTo(55);
      assertThat(audit.path("reserved").asLong()).isEqualTo(5);
      assertThat(audit.path("sold").asLong()).isZero();
      assertThat(audit.path("conserved").asBoolean()).isTrue();
      assertThat(audit.path("findings")).isEmpty();
    }
    assertThat(quick.path("deep").asBoolean()).isFalse();
    assertThat(quick.path("reservations").asLong()).isZero();
    assertThat(deep.path("deep").asBoolean()).isTrue();
    assertThat(deep.path("reservations").asLong()).isEqualTo(2);
  }

  @RedisOnly("A constraint of PostgreSQL refuses this damage.")
  @Test
  void anAuditNamesDamage() {
    String sku = shop.product("redis-script", 60);
    redis.opsForHash().increment("holdfast:{" + sku + "}:totals", "supplied", 1);

    var audit = shop.audit(sku, false);

    assertThat(audit.path("conserved").asBoolean()).isFalse();
    assertThat(audit.path("discrepancy").asLong()).isEqualTo(1);
    assertThat(audit.at("/findings/0/kind").asString()).isEqualTo("counters-disagree");
  }

  @Test
  void everyStrategyIsListedWithItsPromise() {
    var strategies = shop.get("/api/v1/strategies").expect(200).json();

    assertThat(strategies.values())
        .extracting(strategy -> strategy.path("name").asString())
        .contains(shop.strategy("unguarded"), shop.strategy("redis-script"))
        .doesNotHaveDuplicates();
    assertThat(strategies.values())
        .allSatisfy(strategy -> {
          assertThat(strategy.path("scope").asString())
              .isIn("NONE", "ONE_INSTANCE", "ALL_INSTANCES");
          assertThat(strategy.path("summary").asString()).isNotBlank();
          assertThat(strategy.path("gap").asString()).isNotBlank();
          assertThat(strategy.path("atWorst").asString()).isNotBlank();
          for (String worst :
              List.of("underDuplicates", "underResends", "underPauses", "afterCrash")) {
            assertThat(strategy.path(worst).asString()).isIn("EXACT", "LEAKS", "OVERSELLS");
          }
        });
  }
}
