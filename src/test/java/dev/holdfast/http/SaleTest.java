package dev.holdfast.http;

import static dev.holdfast.http.Shop.line;
import static dev.holdfast.http.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Products that are not on sale. */
class SaleTest extends RunningService {
  private @Autowired MeterRegistry meters;

  private Answer sell(String sku, String sale) {
    return shop.register(sku, "{\"name\":\"A product\",%s}".formatted(sale));
  }

  private double refusals() {
    return meters.get("holdfast.orders").tag("outcome", "not-on-sale").timers().stream()
        .mapToLong(timer -> timer.count())
        .sum();
  }

  @Test
  void aStopIsShownAndRefusesWhatTakesUnits_andAPutWithoutItKeepsIt() {
    String sku = shop.product("redis-script", 20);
    String key = unique("key");
    String id = shop.order(key, sku, 2).expect(201).text("id");
    var shown = sell(sku, "\"onSale\":false").expect(200).json();
    assertThat(shown.path("onSale").asBoolean()).isFalse();
    assertThat(shown.path("onSaleNow").asBoolean()).isFalse();
    assertThat(shown.has("saleFrom") || shown.has("saleUntil")).isFalse();
    shop.register(sku, "{\"name\":\"Another name\"}").expect(200);
    assertThat(shop.get("/api/v1/products/" + sku).json().path("onSale").asBoolean()).isFalse();

    double before = refusals();
    var refused = shop.order(unique("key"), sku, 1).expectProblem(409, "not-on-sale").json();
    assertThat(refused.path("skus").toString()).isEqualTo("[\"" + sku + "\"]");
    assertThat(refused.path("detail").asString()).isEqualTo(sku + ": not on sale now");
    assertThat(refusals()).isEqualTo(before + 1);
    shop.putLines(id, "{\"lines\":[%s]}".formatted(line(sku, 3))).expectProblem(409, "not-on-sale");
    // What is there goes on to its end.
    shop.order(key, sku, 2).expect(200);
    shop.putLines(id, "{\"lines\":[%s]}".formatted(line(sku, 1))).expect(200);
    shop.confirm(id).expect(200);
    shop.adjust(sku, unique("less"), -3).expect(201);
    assertThat(shop.available(sku)).isEqualTo(16);

    sell(sku, "\"onSale\":true").expect(200);
    shop.order(unique("key"), sku, 1).expect(201);
  }

  @Test
  void aSaleHasTimes_whichStayUntilOthersAreSet() {
    String sku = shop.product("redis-script", 5);
    var later = sell(sku, "\"saleFrom\":\"2099-12-01T10:00:00.5+01:00\"").expect(200).json();
    assertThat(later.path("saleFrom").asString()).isEqualTo("2099-12-01T09:00:00.500Z");
    assertThat(later.path("onSale").asBoolean()).isTrue();
    assertThat(later.path("onSaleNow").asBoolean()).isFalse();
    shop.order(unique("key"), sku, 1).expectProblem(409, "not-on-sale");
    // Each time is judged together with the one that is stored.
    sell(sku, "\"saleUntil\":\"2099-12-01T09:00:00.500Z\"")
        .expectProblem(400, "invalid-request")
        .expectField("saleUntil");
    sell(sku, "\"saleUntil\":\"2099-12-02T00:00:00Z\"").expect(200);
    sell(sku, "\"saleFrom\":\"2099-12-02T00:00:00Z\"")
        .expectProblem(400, "invalid-request")
        .expectField("saleFrom");
    var now = sell(sku, "\"saleFrom\":\"%s\"".formatted(Instant.now())).expect(200).json();
    assertThat(now.path("saleUntil").asString()).isEqualTo("2099-12-02T00:00:00.000Z");
    assertThat(now.path("onSaleNow").asBoolean()).isTrue();
    shop.order(unique("key"), sku, 1).expect(201);
    sell(sku, "\"saleFrom\":\"2020-01-01T00:00:00Z\",\"saleUntil\":\"2020-01-02T00:00:00Z\"")
        .expect(200);
    shop.order(unique("key"), sku, 1).expectProblem(409, "not-on-sale");
    assertThat(shop.available(sku)).isEqualTo(4);
  }

  @Test
  void aPatchChangesWhatItNames_andNullRemovesATime() {
    String sku = shop.product("redis-script", 5);
    sell(sku, "\"saleFrom\":\"2020-01-01T00:00:00Z\",\"saleUntil\":\"2020-01-02T00:00:00Z\"")
        .expect(200);
    var stopped = shop.patch(sku, "{\"saleUntil\":null,\"onSale\":false}").expect(200);
    assertThat(stopped.json().path("saleFrom").asString()).isEqualTo("2020-01-01T00:00:00.000Z");
    assertThat(stopped.json().has("saleUntil")).isFalse();
    assertThat(stopped.json().path("onSaleNow").asBoolean()).isFalse();
    // It is part of the description, whose revision grows; the same again changes nothing.
    shop.patch(sku, "{\"onSale\":false}").expect(200);
    shop.patch(sku, "{\"name\":\"n\"}", "\"2\"").expectProblem(412, "precondition-failed");
    shop.patch(sku, "{\"onSale\":null,\"saleFrom\":null}", stopped.header("ETag").orElseThrow())
        .expect(200);
    shop.patch(sku, "{\"onSaleNow\":false}")
        .expectProblem(400, "invalid-request")
        .expectField("onSaleNow");
    shop.order(unique("key"), sku, 1).expect(201);
  }
}
