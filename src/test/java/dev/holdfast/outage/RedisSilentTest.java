package dev.holdfast.outage;

import dev.holdfast.outage.Outage.Footprint;
import dev.holdfast.testing.FaultProxy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The network between the service and Redis fails; Redis itself is well. */
class RedisSilentTest {
  private static RedisProcess redis;
  private static FaultProxy proxy;
  private static Service service;

  private Footprint before;

  @BeforeAll
  static void start() {
    redis = new RedisProcess();
    proxy = FaultProxy.inFrontOf("127.0.0.1", redis.port());
    service = Service.start(proxy.port());
    service.stockUp(10_000);
    Outage.warmUp(service);
  }

  @AfterAll
  static void stop() {
    proxy.resume();
    service.close();
    proxy.close();
    redis.close();
  }

  /** Those that are left dead on purpose are not the service's any more. */
  private static long connections() {
    return proxy.connections() - proxy.stranded();
  }

  @BeforeEach
  void lookAtTheFootprint() {
    before = Footprint.of(RedisSilentTest::connections);
  }

  /** The connections that were there never come back to life, and nobody tells the service so. */
  @Test
  void connectionsThatDiedSilentlyAreReplaced() {
    proxy.stall();
    Outage.assertRefusedInTime(service.callAll(Outage.requests(500)));
    Outage.assertNotReadyButAlive(service);

    proxy.strand();
    Outage.assertBackSince(System.nanoTime(), service, 201);
    Outage.assertNothingLeftBehind(service, RedisSilentTest::connections, before);
  }

  @Test
  void connectionsThatWereCutAreMadeAnew() {
    proxy.refuse();
    proxy.cut();
    Outage.assertUnavailableInTime(service.callAll(Outage.requests(500)));
    Outage.assertNotReadyButAlive(service);

    proxy.accept();
    Outage.assertBackSince(System.nanoTime(), service, 201);
    Outage.assertNothingLeftBehind(service, RedisSilentTest::connections, before);
  }

  /** Without an outage before it: each connection finds out by itself. */
  @Test
  void idleConnectionsThatDiedSilentlyAreReplaced() {
    proxy.strand();
    Outage.assertBackSince(System.nanoTime(), service, 201);
    Outage.assertNothingLeftBehind(service, RedisSilentTest::connections, before);
  }
}
