package dev.holdfast.http;

import static dev.holdfast.http.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stock counts as an operator sends them. */
class StockCountsTest extends RunningService {
  private Answer count(String sku, String key, String json) {
    var request = shop.request("POST", "/api/v1/products/" + sku + "/stock-counts", json);
    return shop.send(key.isEmpty() ? request : request.header("Idempotency-Key", key));
  }

  private static String numbers(long expected, long counted) {
    return "{\"expected\":%d,\"counted\":%d,\"reason\":\"test\"}".formatted(expected, counted);
  }

  @Test
  void aCountSaysWhatIsShortAndWhomItConcerns_onceUnderItsKey() {
    String sku = shop.product("redis-script", 10);
    shop.order(unique("key"), sku, 4).expect(201);
    String youngest = shop.order(unique("key"), sku, 3).expect(201).text("id");
    String key = unique("count");
    var first = count(sku, key, numbers(10, 5)).expect(201);
    assertThat(first.headers()).doesNotContainKey("idempotency-replayed");
    var view = first.json();
    assertThat(view.path("difference").asLong()).isEqualTo(-5);
    assertThat(view.path("stock").path("available").asLong()).isZero();
    assertThat(view.path("stock").path("shortfall").asLong()).isEqualTo(2);
    assertThat(view.path("stock")).isEqualTo(shop.stock(sku));
    assertThat(view.path("orders")).hasSize(1);
    var concerned = view.path("orders").path(0);
    assertThat(concerned.path("id").asString()).isEqualTo(youngest);
    assertThat(concerned.path("status").asString()).isEqualTo("RESERVED");
    assertThat(concerned.path("quantity").asLong()).isEqualTo(3);
    assertThat(view.path("complete").asBoolean()).isTrue();
    var again = count(sku, key, numbers(10, 5)).expect(200);
    assertThat(again.headers()).containsKey("idempotency-replayed");
    assertThat(again.json()).isEqualTo(view);
    assertThat(shop.read(youngest).expect(200).text("status")).isEqualTo("RESERVED");
    assertThat(shop.audit(sku, true).path("conserved").asBoolean()).isTrue();
    assertThat(shop.audit(sku, false).path("oversold").asLong()).isZero();
    count(sku, key, numbers(11, 6)).expectProblem(422, "idempotency-key-reused");
    shop.adjust(sku, key, -5).expectProblem(422, "idempotency-key-reused");
    shop.adjust(sku, unique("supply"), 3).expect(201);
    assertThat(shop.available(sku)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"counted\":1,\"reason\":\"r\"} | expected",
        "{\"expected\":1,\"reason\":\"r\"} | counted",
        "{\"expected\":1,\"counted\":1} | reason",
        "{\"expected\":-1,\"counted\":1,\"reason\":\"r\"} | expected",
        "{\"expected\":1,\"counted\":-1,\"reason\":\"r\"} | counted",
        "{\"expected\":1.5,\"counted\":1,\"reason\":\"r\"} | expected",
        "{\"expected\":1,\"counted\":1000000000001,\"reason\":\"r\"} | counted",
        "{\"expected\":0,\"counted\":1000001,\"reason\":\"r\"} | counted",
        "{\"expected\":1,\"counted\":1,\"reason\":\" \"} | reason",
        "{\"expected\":1,\"counted\":1,\"reason\":\"r\",\"delta\":1} | delta"
      })
  void whatIsWrongWithACountIsNamed_andChangesNothing(String json, String field) {
    count("bad-count", unique("count"), json)
        .expectProblem(400, "invalid-request")
        .expectField(field);
  }

  @Test
  void aCountWithoutAKey_ofNoProduct_orOfMoreThanIsThere_isRefusedByName() {
    String sku = shop.product("redis-script", 2);
    count(sku, "", numbers(2, 1)).expectProblem(400, "idempotency-key-required");
    count("no-such-product", unique("count"), numbers(2, 1)).expectProblem(404, "unknown-sku");
    count(sku, unique("count"), numbers(3, 0))
        .expectProblem(409, "stock-limit")
        .expectField("counted");
    assertThat(shop.available(sku)).isEqualTo(2);
  }
}
