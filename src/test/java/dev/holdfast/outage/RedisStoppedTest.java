package dev.holdfast.outage;

import dev.holdfast.outage.Outage.Footprint;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Redis ends, and comes back empty. */
@TestMethodOrder(OrderAnnotation.class)
class RedisStoppedTest {
  private static RedisProcess redis;
  private static Service service;

  @BeforeAll
  static void start() {
    redis = new RedisProcess();
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

    service.awaitConnectionLost(redis::stop);
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
    var before = Footprint.of(redis::clients);

    service.awaitConnectionLost(redis::stop);
    Outage.assertUnavailableInTime(service.callAll(Outage.requests(1_000)));
    Outage.assertReadyAndAlive(service);

    redis.startAgain();
    // It has forgotten everything: an unknown SKU is refused, never sold.
    Outage.assertBack(service, 422);
    service.stockUp(10_000);
    Outage.assertBack(service, 201);
    Outage.assertNothingLeftBehind(service, redis::clients, before);
    Outage.assertBack(service, 201);
  }
}
