package dev.holdfast.outage;

import static org.awaitility.Awaitility.await;

import dev.holdfast.outage.Outage.Footprint;
import dev.holdfast.outage.Service.Answer;
import dev.holdfast.testing.RedisServerProcess;
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

  private static RedisServerProcess redis;
  private static Service service;

  @BeforeAll
  static void start() {
    redis = RedisServerProcess.start();
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
    var before = Footprint.of(() -> redis.info("clients", "connected_clients"));

    var crowd = CompletableFuture.supplyAsync(() -> service.callAll(Outage.requests(1_000)));
    await().until(() -> service.ordersInProgress() > 10);
    redis.freeze();
    List<Answer> caught = crowd.join();
    Outage.report("caught in the middle", caught);
    Outage.assertInTime(caught);
    answers.addAll(caught);

    List<Answer> refused = service.callAll(Outage.requests(1_000));
    Outage.assertRefusedInTime(refused);
    Outage.assertReadyAndAlive(service);
    answers.addAll(refused);

    redis.thaw();
    Outage.assertBack(service, 201);
    Outage.assertNothingLeftBehind(
        service, () -> redis.info("clients", "connected_clients"), before);
    Outage.assertNothingHappenedWhere(service, answers);
    Outage.assertExactOnceRepeated(service, SUPPLY);
  }
}
