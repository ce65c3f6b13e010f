package dev.holdfast.http;

import static dev.holdfast.http.Shop.unique;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.stock.OrderId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/** Orders are counted as they are answered, those that are turned away at the door included. */
@TestPropertySource(
    properties = {
      "holdfast.orders.in-progress-max=2",
      "holdfast.placing.in-progress-wait=10s",
      "holdfast.lab.race-window=50ms"
    })
@DirtiesContext
@RedisOnly("The records that it plants stand in Redis.")
class MetersOverHttpTest extends RunningService {
  private static final int CUSTOMERS = 40;

  @Autowired MeterRegistry meters;

  @Test
  void ordersAreCountedAsTheyAreAnswered() throws Exception {
    String sku = shop.product("jvm-mutex", 3);
    var before = counted();
    Callable<Answer> order = () -> shop.order(unique("meters"), sku, 1);
    var answers = new TreeMap<String, Long>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var answer :
          executor.invokeAll(Stream.generate(() -> order).limit(CUSTOMERS).toList())) {
        answers.merge(
            answer.get().status() == 201 ? "accepted" : answer.get().code(), 1L, Long::sum);
      }
    }

    assertThat(answers).containsKey("overloaded").containsKey("accepted");
    var counted = new TreeMap<String, Long>();
    counted()
        .forEach((outcome, count) -> {
          long since = count - before.getOrDefault(outcome, 0L);
          if (since > 0) {
            counted.merge(outcome.substring(outcome.indexOf(' ') + 1), since, Long::sum);
          }
        });
    assertThat(counted).isEqualTo(answers);
    assertThat(counted().get("none overloaded") - before.getOrDefault("none overloaded", 0L))
        .isEqualTo(answers.get("overloaded"));
  }

  /** How many orders ended how, by strategy and outcome. */
  private TreeMap<String, Long> counted() {
    var counted = new TreeMap<String, Long>();
    for (Timer timer : meters.get("holdfast.orders").timers()) {
      counted.put(
          timer.getId().getTag("strategy") + " " + timer.getId().getTag("outcome"), timer.count());
    }
    return counted;
  }

  /** Both places are taken by orders that wait for another attempt under their key. */
  @Test
  void aRepeatIsAnsweredWithItsOrderThoughTooManyAreInProgress() throws Exception {
    String sku = shop.product("redis-script", 10_000);
    String key = unique("again");
    String id =
        shop.order(key, "{\"lines\":[%s],\"confirm\":true}".formatted(Shop.line(sku, 1)))
            .expect(201)
            .text("id");
    var waiting = List.of(unique("waiting"), unique("waiting"));
    var records = new ArrayList<String>();
    for (String other : waiting) {
      String placing = shop.order(other, sku, 1).expect(201).text("id");
      String record = "holdfast:{o" + new OrderId(placing).partition() + "}:order:" + placing;
      redis.opsForHash().put(record, "claimedUntil", Long.toString(Long.MAX_VALUE / 1000));
      redis.opsForHash().put(record, "status", "PLACING");
      records.add(record);
    }
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      waiting.forEach(other -> executor.submit(() -> shop.order(other, sku, 1)));
      Awaitility.await()
          .untilAsserted(() ->
              assertThat(
                      shop.order(unique("new"), sku, 1)
                          .expectProblem(503, "overloaded")
                          .text("orderId"))
                  .isNotEmpty());

      var repeat =
          shop.order(key, "{\"lines\":[%s],\"confirm\":true}".formatted(Shop.line(sku, 1)))
              .expect(200);
      assertThat(repeat.text("id")).isEqualTo(id);
      assertThat(repeat.text("status")).isEqualTo("CONFIRMED");
      shop.order(key, sku, 2).expectProblem(422, "idempotency-key-reused");
      shop.command(id, "confirm", "{\"reReserve\":true}").expect(200);

      // All that was while both places were taken.
      shop.order(unique("new"), sku, 1).expectProblem(503, "overloaded");
      records.forEach(record -> redis.opsForHash().put(record, "status", "RESERVED"));
    }
  }

  @Test
  void requestsAreCountedByWhatTheirCallersCannotInvent() {
    String invented = unique("invented");
    byte[] strange = RawHttp.request("PURGE", "/api/v1/" + invented, List.of(), new byte[0]);

    shop.get("/api/v1/products/" + invented).expect(404);
    RawHttp.send(port, strange);

    Awaitility.await()
        .untilAsserted(() -> {
          assertThat(requests("GET", "/api/v1/products/{sku}", "404")).isEqualTo(1);
          assertThat(
                  meters.get("http.server.requests").timers().stream()
                      .flatMap(timer -> timer.getId().getTags().stream())
                      .map(Tag::getValue))
              .contains("other")
              .noneMatch(value -> value.contains(invented) || value.equals("PURGE"));
        });
  }

  private long requests(String method, String uri, String status) {
    return meters
        .get("http.server.requests")
        .tags("method", method, "uri", uri, "status", status)
        .timer()
        .count();
  }
}
