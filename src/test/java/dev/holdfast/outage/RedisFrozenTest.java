package dev.holdfast.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.outage.Outage.Footprint;
import dev.holdfast.outage.Service.Answer;
import dev.holdfast.stock.strategy.StrategyType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Redis hangs in the middle of a crowd, connections and all, and goes on later with what it was
 * sent.
 */
class RedisFrozenTest {
  private static final int SUPPLY = 10_000;
  private static final Duration SETTLED_MAX = Duration.ofSeconds(15);

  private static RedisProcess redis;
  private static Service service;

  @BeforeAll
  static void start() {
    redis = new RedisProcess();
    service = Service.start(redis.port());
    service.stockUp(SUPPLY);
  }

  @AfterAll
  static void stop() {
    redis.thaw();
    service.close();
    redis.close();
  }

  @Test
  void ordersAreRefusedInTimeAndComeOutExactWhenRedisGoesOn() {
    Outage.warmUp(service);
    var answers = new ArrayList<Answer>();
    var before = Footprint.of(redis::clients);

    var crowd = CompletableFuture.supplyAsync(() -> service.callAll(Outage.requests(1_000)));
    await().until(() -> service.ordersInProgress() > 10);
    redis.freeze();
    List<Answer> caught = crowd.join();
    Outage.report("caught in the middle", caught);
    Outage.assertInTime(caught);
    answers.addAll(caught);

    List<Answer> refused = service.callAll(Outage.requests(1_000));
    Outage.assertRefusedInTime(refused);
    Outage.assertNotReadyButAlive(service);
    answers.addAll(refused);

    redis.thaw();
    Outage.assertBackSince(System.nanoTime(), service, 201);
    Outage.assertNothingLeftBehind(service, redis::clients, before);
    assertExactOnceRepeated(answers);
  }

  /** Whoever repeats a request under its key gets an order, once, and the stock agrees. */
  private static void assertExactOnceRepeated(List<Answer> answers) {
    var unavailable =
        answers.stream()
            .filter(answer -> Outage.isUnavailable(answer) && !answer.request().key().isEmpty())
            .map(Answer::request)
            .toList();
    assertThat(service.callAll(unavailable)).as("nothing had happened").noneMatch(Answer::replayed);
    await("all requests are settled")
        .atMost(SETTLED_MAX)
        .until(() -> {
          service.callAll(service.unsettled());
          return service.unsettled().isEmpty();
        });
    for (StrategyType strategy : StrategyType.values()) {
      String product = "/api/v1/products/" + strategy.id();
      String audit = service.read(product + "/audit");
      long supplied = SUPPLY + service.count(product + "/stock-adjustments", "\"delta\":1,");
      assertThat(audit)
          .contains("\"supplied\":" + supplied + ",")
          .contains("\"reserved\":" + service.count("/api/v1/orders", sku(strategy)) + ",")
          .contains("\"oversold\":0,");
      if (strategy.guarantee().leaks()) {
        // Its guarantee: a take that is cut off can leak units, but never invents any.
        assertThat(audit).doesNotContain("\"discrepancy\":-");
      } else {
        assertThat(audit).contains("\"conserved\":true");
      }
    }
  }

  private static String sku(StrategyType strategy) {
    return "\"sku\":\"" + strategy.id() + "\"";
  }
}
