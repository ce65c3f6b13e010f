package dev.holdfast.http;

import static dev.holdfast.http.Shop.line;
import static dev.holdfast.http.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From a reserved order to a sold one. */
class ConfirmTest extends RunningService {
  private static final Duration SOON = Duration.ofSeconds(15);

  private String reserved(String sku, int quantity) {
    return shop.order(unique("key"), sku, quantity).expect(201).text("id");
  }

  private String expired(String sku, int quantity) {
    String json = "{\"lines\":[%s],\"reservationTime\":\"PT1S\"}".formatted(line(sku, quantity));
    String id = shop.order(unique("key"), json).expect(201).text("id");
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(shop.read(id).text("status")).isEqualTo("EXPIRED"));
    return id;
  }

  private void assertStock(String sku, long available, long reserved, long sold) {
    var stock = shop.stock(sku);
    assertThat(stock.path("available").asLong()).as("available").isEqualTo(available);
    assertThat(stock.path("reserved").asLong()).as("reserved").isEqualTo(reserved);
    assertThat(stock.path("sold").asLong()).as("sold").isEqualTo(sold);
    assertThat(shop.audit(sku, true).path("findings")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis-script", "redis-cas", "redis-decrby", "jvm-mutex"})
  void confirmingSellsTheUnitsOnce(String strategy) {
    String sku = shop.product(strategy, 5);
    String id = reserved(sku, 3);

    var confirmed = shop.confirm(id).expect(200).json();
    var again = shop.confirm(id).expect(200).json();

    assertThat(confirmed.path("status").asString()).isEqualTo("CONFIRMED");
    assertThat(confirmed.path("version").asLong()).isEqualTo(2);
    assertThat(again).isEqualTo(confirmed);
    assertThat(shop.read(id).json()).isEqualTo(confirmed);
    assertStock(sku, 2, 0, 3);
  }

  @ParameterizedTest
  @CsvSource({"confirm, cancel, CONFIRMED", "cancel, confirm, CANCELLED"})
  void whatIsDecidedOneWayCannotBeDecidedTheOther(String first, String second, String status) {
    String sku = shop.product("redis-script", 5);
    String id = reserved(sku, 3);
    shop.command(id, first, "").expect(200);

    var refused = shop.command(id, second, "").expectProblem(409, "order-state");

    assertThat(refused.text("orderStatus")).isEqualTo(status);
    assertThat(shop.read(id).text("status")).isEqualTo(status);
  }

  @Test
  void pastItsDeadlineAnOrderStaysExpiredWhereTheCallerAsksForThat() {
    String sku = shop.product("redis-script", 5);
    String id = expired(sku, 3);

    var refused =
        shop.command(id, "confirm", "{\"reReserve\":false}").expectProblem(409, "order-state");

    assertThat(refused.text("orderStatus")).isEqualTo("EXPIRED");

    await().atMost(SOON).untilAsserted(() -> assertStock(sku, 5, 0, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis-script | ''",
        "redis-cas | {}",
        "redis-decrby | {\"reReserve\":null}",
        "jvm-mutex | {\"reReserve\":true}"
      })
  void anOrderThatWasPaidButHadExpiredIsReservedAgainAndConfirmed(String strategy, String body) {
    String sku = shop.product(strategy, 5);
    String id = expired(sku, 3);

    var confirmed = shop.command(id, "confirm", body).expect(200).json();

    assertThat(confirmed.path("status").asString()).isEqualTo("CONFIRMED");
    assertThat(shop.command(id, "confirm", "{\"reReserve\":true}").expect(200).json())
        .isEqualTo(confirmed);
    assertStock(sku, 2, 0, 3);
  }

  @Test
  void anExpiredOrderWhoseUnitsAreGoneStaysExpired() {
    String sku = shop.product("redis-script", 5);
    String id = expired(sku, 3);
    await().atMost(SOON).untilAsserted(() -> assertThat(shop.available(sku)).isEqualTo(5));
    reserved(sku, 4);

    var refused = shop.confirm(id).expectProblem(409, "insufficient-stock");

    assertThat(refused.json().at("/shortages/0/requested").asInt()).isEqualTo(3);
    assertThat(refused.json().at("/shortages/0/available").asInt()).isEqualTo(1);
    assertThat(shop.read(id).text("status")).isEqualTo("EXPIRED");
    assertStock(sku, 1, 4, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis-script", "redis-cas", "redis-decrby", "jvm-mutex"})
  void anOrderThatIsPaidAlreadyIsConfirmedAtOnce(String strategy) {
    String sku = shop.product(strategy, 5);
    String key = unique("key");
    String json = "{\"lines\":[%s],\"confirm\":true}".formatted(line(sku, 3));

    var placed = shop.order(key, json).expect(201);

    assertThat(placed.text("status")).isEqualTo("CONFIRMED");
    assertThat(placed.header("ETag")).contains("\"1\"");
    assertThat(shop.order(key, json).expect(200).json()).isEqualTo(placed.json());
    assertThat(shop.read(placed.text("id")).json()).isEqualTo(placed.json());
    assertThat(shop.confirm(placed.text("id")).expect(200).json()).isEqualTo(placed.json());
    assertStock(sku, 2, 0, 3);
    shop.order(unique("key"), json).expectProblem(409, "insufficient-stock");
    assertStock(sku, 2, 0, 3);
  }

  @Test
  void anOrderThatNobodyPlacedCannotBeConfirmed() {
    for (String id : new String[] {"a".repeat(26), "1", "w:" + "a".repeat(26)}) {
      shop.confirm(id).expectProblem(404, "order-not-found").expectField("id");
      shop.command(id, "confirm", "{\"reReserve\":false}")
          .expectProblem(404, "order-not-found")
          .expectField("id");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"reReserve\":\"true\"} | reReserve",
        "{\"reReserve\":1} | reReserve",
        "{\"reserve\":true} | reserve",
        "[] | body",
        "true | body"
      })
  void aWrongBodyConfirmsNothing(String body, String field) {
    String sku = shop.product("redis-script", 5);
    String id = reserved(sku, 3);

    shop.command(id, "confirm", body).expectProblem(400, "invalid-request").expectField(field);

    assertStock(sku, 2, 3, 0);
  }
}
