package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Orders that wait for stock over HTTP. */
class WaitingOverHttpTest extends RunningService {
  private static final Duration LONG = Duration.ofSeconds(60);

  private @Autowired MeterRegistry meters;

  private static String body(String sku, int quantity, String wait) {
    return "{\"lines\":[%s],\"waitForStock\":\"%s\"}".formatted(Shop.line(sku, quantity), wait);
  }

  private CompletableFuture<Answer> placing(String key, String body) {
    return CompletableFuture.supplyAsync(() -> shop.order(key, body), Thread::startVirtualThread);
  }

  private double waiting() {
    return meters.get("holdfast.waiting.orders").gauge().value();
  }

  private void awaitWaiting(int orders) {
    await("they wait").atMost(LONG).until(() -> waiting() == orders);
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis-script", "redis-group-commit", "redis-decrby"})
  void anOrderThatWaits_isAnsweredOnceItsUnitsComeBack(String strategy) throws Exception {
    String sku = shop.product(strategy, 1);
    String sold = shop.order(Shop.unique("sold"), sku, 1).expect(201).text("id");
    String key = Shop.unique("waits");
    var placing = placing(key, body(sku, 1, "PT20S"));
    awaitWaiting(1);
    shop.cancel(sold).expect(200);
    String placed = placing.get(60, TimeUnit.SECONDS).expect(201).text("id");
    assertThat(shop.read(placed).expect(200).text("status")).isEqualTo("RESERVED");
    // Whether it waited is no part of what was asked for.
    shop.order(key, sku, 1).expect(200);
    awaitWaiting(0);
    assertThat(shop.audit(sku, true).path("findings")).isEmpty();
  }

  @Test
  void aRepeat_joinsTheWait_andAnotherContentDoesNot() throws Exception {
    String sku = shop.product("redis-script", 0);
    String key = Shop.unique("waits");
    var first = placing(key, body(sku, 1, "PT20S"));
    awaitWaiting(1);
    shop.order(key, body(sku, 2, "PT20S")).expectProblem(422, "idempotency-key-reused");
    shop.order(key, body(sku, 1, "PT0.05S")).expectProblem(409, "in-progress");
    var repeat = placing(key, body(sku, 1, "PT20S"));
    shop.adjust(sku, Shop.unique("supply"), 2).expect(201);
    String placed = first.get(60, TimeUnit.SECONDS).expect(201).text("id");
    assertThat(repeat.get(60, TimeUnit.SECONDS).expect(200).text("id")).isEqualTo(placed);
    assertThat(shop.available(sku)).isOne();
  }

  @Test
  void theEndOfAWait_isTheOrdinaryRefusal() {
    String sku = shop.product("redis-script", 1);
    var problem =
        shop.order(Shop.unique("waits"), body(sku, 2, "PT0.1S"))
            .expectProblem(409, "insufficient-stock");
    assertThat(problem.json().path("shortages").get(0).path("available").asInt()).isOne();
    assertThat(shop.available(sku)).isOne();
    assertThat(waiting()).isZero();
  }

  /** A request that waits has a budget of time of its own once it is woken. */
  @Test
  void anOrderThatWaitsLongerThanARequestMayTake_isPlacedAllTheSame() throws Exception {
    String sku = shop.product("redis-script", 0);
    long start = System.nanoTime();
    var placing = placing(Shop.unique("waits"), body(sku, 1, "PT20S"));
    awaitWaiting(1);
    await("more than the time of a request has passed")
        .until(() -> System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(1_300));
    assertThat(placing).isNotDone();
    shop.adjust(sku, Shop.unique("supply"), 1).expect(201);
    placing.get(60, TimeUnit.SECONDS).expect(201);
  }

  @Test
  void ordersThatWait_areServedInTheirOrder() throws Exception {
    String sku = shop.product("redis-script", 0);
    var placing = new ArrayList<CompletableFuture<Answer>>();
    for (int i = 1; i <= 3; i++) {
      placing.add(placing(Shop.unique("waits"), body(sku, 1, "PT20S")));
      awaitWaiting(i);
    }
    for (int i = 0; i < 3; i++) {
      shop.adjust(sku, Shop.unique("supply"), 1).expect(201);
      placing.get(i).get(60, TimeUnit.SECONDS).expect(201);
      awaitWaiting(2 - i);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"PT0S\"", "\"-PT1S\"", "\"PT20.001S\"", "\"P1D\"", "\"20\"", "20", "{}", "true"})
  void whatIsNoWait_isNamed(String wait) {
    String sku = shop.product("redis-script", 0);
    String body = "{\"lines\":[%s],\"waitForStock\":%s}".formatted(Shop.line(sku, 1), wait);
    shop.order(Shop.unique("waits"), body)
        .expectProblem(400, "invalid-request")
        .expectField("waitForStock");
    assertThat(waiting()).isZero();
  }

  @Test
  void anOrderThatIsConfirmedAtOnce_cannotWait() {
    String sku = shop.product("redis-script", 1);
    String body =
        "{\"lines\":[%s],\"waitForStock\":\"PT1S\",\"confirm\":true}".formatted(Shop.line(sku, 1));
    shop.order(Shop.unique("waits"), body)
        .expectProblem(422, "wait-not-allowed")
        .expectField("waitForStock");
    assertThat(shop.available(sku)).isOne();
  }
}
