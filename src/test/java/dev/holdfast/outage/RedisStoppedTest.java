package dev.holdfast.outage;

import dev.holdfast.outage.Outage.Footprint;
import dev.holdfast.testing.RedisServerProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Redis ends, and comes back empty. */
@TestMethodOrder(OrderAnnotation.class)
class RedisStoppedTest {
  private static RedisServerProcess redis;
  private static Service service;

  @BeforeAll
  static void start() {
    redis = RedisServerProcess.start();
    service = Service.start(redis.port());
    service.stockUp(10_000);
  }

  @AfterAll
  static void stop() {
    service.close();
    redis.close();
  }

  @Test
  @Order(1)
  void clientsThatAreFirstNeededDuringTheOutageHoldNobodyUp() {
    service.callAll(Outage.requests(70).stream().filter(r -> r.method().equals("GET")).toList());

    service.awaitConnectionLost(redis::kill);
    Outage.assertUnavailableInTime(service.callAll(Outage.requests(140)));

    redis.startAgain();
    Outage.assertBack(service, 422);
    service.stockUp(10_000);
    Outage.assertBack(service, 201);
  }

  @Test
  @Order(2)
  void aThousandRequestsAreRefusedInTimeAndNothingIsLeftBehind() {
    Outage.warmUp(service);
    var before = Footprint.of(() -> redis.info("clients", "connected_clients"));

    service.awaitConnectionLost(redis::kill);
    Outage.assertUnavailableInTime(service.callAll(Outage.requests(1_000)));
    Outage.assertReadyAndAlive(service);

    redis.startAgain();
    // It has forgotten everything: an unknown SKU is refused, never sold.
    Outage.assertBack(service, 422);
    service.stockUp(10_000);
    Outage.assertBack(service, 201);
    Outage.assertNothingLeftBehind(
        service, () -> redis.info("clients", "connected_clients"), before);
    Outage.assertBack(service, 201);
  }
}
