package dev.holdfast.http;

import static dev.holdfast.http.Shop.line;
import static dev.holdfast.http.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An order's life as far as clients see it. */
class OrdersTest extends RunningService {
  private static final String INSTANT = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";
  private static final Duration SOON = Duration.ofSeconds(15);

  @Test
  void anOrderIsFoundWhereItsLocationSays() {
    String sku = shop.product("redis-script", 3);

    var placed = shop.order(unique("key"), sku, 2).expect(201);

    var order = placed.json();
    assertThat(List.copyOf(order.propertyNames()))
        .containsExactly("id", "status", "version", "lines", "createdAt", "updatedAt", "expiresAt");
    String location = placed.header("Location").orElseThrow();
    assertThat(location).isEqualTo("/api/v1/orders/" + order.path("id").asString());
    assertThat(shop.get(location).expect(200).json()).isEqualTo(order);
    assertThat(order.path("status").asString()).isEqualTo("RESERVED");
    assertThat(order.path("version").asLong()).isEqualTo(1);
  }

  @Test
  void timesAreInUtcWithMilliseconds() {
    String sku = shop.product("redis-script", 1);

    var order = shop.order(unique("key"), sku, 1).expect(201).json();

    for (String time : List.of("createdAt", "updatedAt", "expiresAt")) {
      assertThat(order.path(time).asString()).matches(INSTANT);
    }
    assertThat(reservationTime(order)).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void aTimeThatHappensToBeAWholeSecondIsNotWrittenShorter(@Autowired JsonMapper json) {
    assertThat(json.writeValueAsString(Instant.parse("2026-11-23T10:00:00Z")))
        .isEqualTo("\"2026-11-23T10:00:00.000Z\"");
  }

  @Test
  void anOrderMayShortenItsReservationTimeButNotLengthenIt() {
    String sku = unique("sku");
    shop.register(sku, "{\"name\":\"n\",\"reservationTime\":\"PT1M\"}").expect(201);
    shop.adjust(sku, unique("supply"), 10).expect(201);

    assertThat(reservationTime(orderFor(sku, "PT10S"))).isEqualTo(Duration.ofSeconds(10));
    assertThat(reservationTime(orderFor(sku, "PT1H"))).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void aBasketIsReservedForItsProductsShortestTime() {
    String quick = unique("quick");
    shop.register(quick, "{\"name\":\"n\",\"reservationTime\":\"PT30S\"}").expect(201);
    shop.adjust(quick, unique("supply"), 1).expect(201);
    String slow = shop.product("redis-cas", 1);

    String json = "{\"lines\":[%s,%s]}".formatted(line(slow, 1), line(quick, 1));

    var order = shop.order(unique("key"), json).expect(201).json();
    assertThat(reservationTime(order)).isEqualTo(Duration.ofSeconds(30));
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis-script", "redis-cas", "redis-decrby", "jvm-mutex"})
  void aBasketIsReservedAllOrNone(String strategy) {
    String much = shop.product(strategy, 100);
    String little = shop.product("redis-script", 1);
    String json = "{\"lines\":[%s,%s]}".formatted(line(much, 5), line(little, 2));

    var refused = shop.order(unique("key"), json).expectProblem(409, "insufficient-stock");

    assertThat(refused.json().at("/shortages/0/sku").asString()).isEqualTo(little);
    assertThat(shop.available(much)).isEqualTo(100);
    assertThat(shop.available(little)).isEqualTo(1);
    assertThat(shop.audit(much, true).path("conserved").asBoolean()).isTrue();
  }

  @Test
  void anUnknownSkuRefusesTheWholeOrderAndIsNamed() {
    String sku = shop.product("redis-script", 5);
    String unknown = unique("unknown");
    String json = "{\"lines\":[%s,%s]}".formatted(line(sku, 1), line(unknown, 1));

    var refused = shop.order(unique("key"), json).expectProblem(422, "unknown-sku");

    assertThat(refused.json().path("skus").values())
        .extracting(JsonNode::asString)
        .containsExactly(unknown);
    assertThat(shop.available(sku)).isEqualTo(5);
  }

  @Test
  void cancellingGivesTheUnitsBackOnce() {
    String sku = shop.product("redis-script", 5);
    String id = shop.order(unique("key"), sku, 3).expect(201).text("id");

    var cancelled = shop.cancel(id).expect(200).json();
    var again = shop.cancel(id).expect(200).json();

    assertThat(cancelled.path("status").asString()).isEqualTo("CANCELLED");
    assertThat(cancelled.path("version").asLong()).isEqualTo(2);
    assertThat(again).isEqualTo(cancelled);
    assertThat(shop.read(id).json()).isEqualTo(cancelled);
    assertThat(shop.available(sku)).isEqualTo(5);
    assertThat(shop.audit(sku, true).path("conserved").asBoolean()).isTrue();
  }

  @Test
  void anOrderThatNobodyPlacedCannotBeCancelled() {
    for (String id : List.of("a".repeat(26), "1", "w:" + "a".repeat(26))) {
      shop.cancel(id).expectProblem(404, "order-not-found").expectField("id");
    }
  }

  @Test
  void pastItsDeadlineAnOrderIsExpiredAndItsUnitsComeBack() {
    String sku = shop.product("redis-script", 5);
    String json = "{\"lines\":[%s],\"reservationTime\":\"PT1S\"}".formatted(line(sku, 3));
    String key = unique("key");
    String id = shop.order(key, json).expect(201).text("id");
    assertThat(shop.read(id).text("status")).isEqualTo("RESERVED");
    assertThat(shop.available(sku)).isEqualTo(2);

    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(shop.read(id).text("status")).isEqualTo("EXPIRED"));

    var expired = shop.read(id).json();
    assertThat(time(expired, "updatedAt")).isAfterOrEqualTo(time(expired, "expiresAt"));
    assertThat(expired.path("version").asLong()).isEqualTo(2);
    var refused = shop.cancel(id).expectProblem(409, "order-state");
    assertThat(refused.text("orderStatus")).isEqualTo("EXPIRED");
    assertThat(shop.order(key, json).expect(200).text("status")).isEqualTo("EXPIRED");
    await().atMost(SOON).untilAsserted(() -> assertThat(shop.available(sku)).isEqualTo(5));
    assertThat(shop.audit(sku, true).path("conserved").asBoolean()).isTrue();
  }

  @Test
  void anOrderThatNobodyLooksAtExpiresAllTheSame() {
    String sku = shop.product("redis-cas", 5);
    String json = "{\"lines\":[%s],\"reservationTime\":\"PT1S\"}".formatted(line(sku, 5));
    shop.order(unique("key"), json).expect(201);
    assertThat(shop.available(sku)).isZero();

    await().atMost(SOON).untilAsserted(() -> assertThat(shop.available(sku)).isEqualTo(5));
  }

  private JsonNode orderFor(String sku, String reservationTime) {
    String json =
        "{\"lines\":[%s],\"reservationTime\":\"%s\"}".formatted(line(sku, 1), reservationTime);
    return shop.order(unique("key"), json).expect(201).json();
  }

  private static Duration reservationTime(JsonNode order) {
    return Duration.between(time(order, "createdAt"), time(order, "expiresAt"));
  }

  private static Instant time(JsonNode order, String name) {
    return Instant.parse(order.path(name).asString());
  }
}
