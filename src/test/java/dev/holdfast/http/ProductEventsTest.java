package dev.holdfast.http;

import static dev.holdfast.http.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/**
 * Thresholds of products, and the events of their crossings. Other tests' products come between.
 */
class ProductEventsTest extends RunningService {
  private static final Duration FOUND_WITHIN = Duration.ofSeconds(30);

  private @Autowired MeterRegistry meters;

  private String watched(int units) {
    String sku = shop.product("redis-script", units);
    shop.register(
            sku, "{\"name\":\"A product\",\"lowStock\":10,\"recoveredStock\":20,\"backInStock\":3}")
        .expect(200);
    return sku;
  }

  private JsonNode read(String query) {
    return shop.get("/api/v1/product-events?" + query).expect(200).json();
  }

  private List<JsonNode> eventsOf(String sku, String from) {
    var all = new ArrayList<JsonNode>();
    var page = read("limit=2&after=" + from);
    while (!page.path("items").isEmpty()) {
      page.path("items").forEach(all::add);
      page = read("limit=2&after=" + page.path("next").asString());
    }
    return all.stream().filter(event -> event.path("sku").asString().equals(sku)).toList();
  }

  @Test
  void aCrossingIsAnEventOfTheProduct() {
    String from = read("after=latest").path("next").asString();
    String sku = watched(11);
    shop.order(unique("key"), sku, 2).expect(201);
    await().atMost(FOUND_WITHIN).until(() -> eventsOf(sku, from).size() == 1);
    shop.order(unique("key"), sku, 9).expect(201);
    await().atMost(FOUND_WITHIN).until(() -> eventsOf(sku, from).size() == 2);

    var events = eventsOf(sku, from);
    var first = events.getFirst();
    assertThat(first.propertyNames())
        .containsExactly("sku", "sequence", "type", "available", "shortfall", "occurredAt");
    assertThat(first.path("type").asString()).isEqualTo("LOW_STOCK");
    assertThat(first.path("sequence").asLong()).isEqualTo(1);
    assertThat(first.path("available").asLong()).isEqualTo(9);
    assertThat(events.getLast().path("type").asString()).isEqualTo("SOLD_OUT");
    assertThat(events.getLast().path("sequence").asLong()).isEqualTo(2);
    assertThat(read("").path("items")).isNotEmpty();
    await()
        .atMost(FOUND_WITHIN)
        .until(
            () -> meters.get("holdfast.stock.bands").tag("band", "sold-out").gauge().value() >= 1);
  }

  @Test
  void aChangeOfStrategyIsAnEventOfTheProduct() {
    String from = read("after=latest").path("next").asString();
    String sku = shop.product("redis-script", 5);
    String next = shop.strategy("redis-group-commit");
    shop.send(
            shop.request(
                    "POST",
                    "/api/v1/products/" + sku + "/strategy-changes",
                    "{\"strategy\":\"%s\",\"dryRun\":false}".formatted(next))
                .header("Idempotency-Key", unique("key")))
        .expect(200);
    await().atMost(FOUND_WITHIN).until(() -> eventsOf(sku, from).size() == 1);
    var event = eventsOf(sku, from).getFirst();
    assertThat(event.propertyNames())
        .containsExactly(
            "sku", "sequence", "type", "available", "shortfall", "occurredAt", "from", "to");
    assertThat(event.path("type").asString()).isEqualTo("STRATEGY_CHANGED");
    assertThat(event.path("from").asString()).isEqualTo(shop.strategy("redis-script"));
    assertThat(event.path("to").asString()).isEqualTo(next);
  }

  @Test
  void aProductShowsItsThresholds_andWhatIsLeftOutIsNone() {
    String sku = watched(0);
    var product = shop.get("/api/v1/products/" + sku).json();
    assertThat(product.path("lowStock").asInt()).isEqualTo(10);
    assertThat(product.path("recoveredStock").asInt()).isEqualTo(20);
    assertThat(product.path("backInStock").asInt()).isEqualTo(3);
    var least = shop.register(sku, "{\"name\":\"A product\",\"lowStock\":0}").expect(200).json();
    assertThat(least.path("recoveredStock").asInt()).isEqualTo(1);
    assertThat(least.path("backInStock").asInt()).isEqualTo(1);
    var none = shop.register(sku, "{\"name\":\"A product\"}").expect(200).json();
    assertThat(none.has("lowStock") || none.has("recoveredStock") || none.has("backInStock"))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "'\"lowStock\":-1', lowStock",
    "'\"lowStock\":1.5', lowStock",
    "'\"lowStock\":\"2\"', lowStock",
    "'\"lowStock\":999999999', lowStock",
    "'\"lowStock\":99999999999', lowStock",
    "'\"recoveredStock\":5', recoveredStock",
    "'\"backInStock\":5', backInStock",
    "'\"lowStock\":5,\"recoveredStock\":5', recoveredStock",
    "'\"lowStock\":5,\"recoveredStock\":1000000000', recoveredStock",
    "'\"lowStock\":5,\"recoveredStock\":9,\"backInStock\":10', backInStock",
    "'\"lowStock\":5,\"backInStock\":0', backInStock"
  })
  void thresholdsThatDoNotFitAreNamed_andChangeNothing(String members, String field) {
    String sku = shop.product("redis-script", 0);
    shop.register(sku, "{\"name\":\"Another name\",%s}".formatted(members))
        .expectProblem(400, "invalid-request")
        .expectField(field);
    assertThat(shop.get("/api/v1/products/" + sku).text("name")).isEqualTo("A product");
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0, limit",
    "limit=501, limit",
    "limit=ten, limit",
    "after=, after",
    "after=yesterday, after",
    "after=p-00000001-17, after",
    "after=s-z0.z0, after",
    "wait=1, wait"
  })
  void whatIsNoneIsNamed(String query, String field) {
    shop.get("/api/v1/product-events?" + query)
        .expectProblem(400, "invalid-request")
        .expectField(field);
  }
}
