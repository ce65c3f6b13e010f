package dev.holdfast.http;

import static dev.holdfast.http.Shop.line;
import static dev.holdfast.http.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The endpoint that costs what an order costs without its strategy. */
@RedisOnly("The endpoint exists on Redis only.")
class ReferenceOrdersTest extends RunningService {
  private static final String PATH = "/api/v1/lab/reference-orders";

  private Answer pretend(String key, String json) {
    return shop.send(shop.request("POST", PATH, json).header("Idempotency-Key", key));
  }

  @Test
  void anOrderIsAnsweredAsIfItHadBeenPlacedAndNothingIsTaken() {
    String sku = shop.product("redis-script", 3);
    String order = "{\"lines\":[" + line(sku, 2) + "],\"reference\":\"r\"}";

    var pretended = pretend(unique("key"), order).expect(201).json();

    var placed = shop.order(unique("key"), order).expect(201).json();
    assertThat(pretended.propertyNames()).containsExactlyElementsOf(placed.propertyNames());
    assertThat(pretended.path("status")).isEqualTo(placed.path("status"));
    assertThat(pretended.path("lines")).isEqualTo(placed.path("lines"));
    assertThat(shop.available(sku)).isEqualTo(1);
    shop.read(pretended.path("id").asString()).expect(404);
  }

  @Test
  void itIsReadAndCheckedAsStrictlyAsAnOrder() {
    pretend(unique("key"), "{\"lines\":[" + line("sku", 0) + "]}").expect(400);
    pretend(unique("key"), "{\"lines\":[]}").expect(400);
    pretend("two words", "{\"lines\":[" + line("sku", 1) + "]}").expect(400);
  }
}
