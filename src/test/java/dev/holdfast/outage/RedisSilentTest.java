package dev.holdfast.outage;

import dev.holdfast.outage.Outage.Footprint;
import dev.holdfast.testing.FaultProxy;
import dev.holdfast.testing.RedisServerProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The network between the service and Redis fails; Redis itself is well. */
class RedisSilentTest {
  /** Renewed three times a second, so that a cut is known soon. */
  private static final String LEASE = "1s";

  /**
   * Longer, so that it outlives a pause of this JVM: an instance that saw no other at its last
   * renewal cannot know that it alone is cut off.
   */
  private static final String PEER_LEASE = "6s";

  private static RedisServerProcess redis;
  private static FaultProxy proxy;
  private static Service service;
  private static Service peer;

  private Footprint before;

  @BeforeAll
  static void start() {
    redis = RedisServerProcess.start();
    proxy = FaultProxy.inFrontOf("127.0.0.1", redis.port());
    // Another instance, whose way to Redis is well.
    peer = startService(redis.port(), PEER_LEASE);
    service = startService(proxy.port(), LEASE);
    service.stockUp(10_000);
    Outage.warmUp(service);
  }

  @AfterAll
  static void stop() {
    proxy.resume();
    service.close();
    peer.close();
    proxy.close();
    redis.close();
  }

  private static Service startService(int redisPort, String lease) {
    return Service.start(
        redisPort,
        "--management.server.port=" + RedisServerProcess.freePort(),
        "--holdfast.instance.lease=" + lease,
        "--holdfast.instance.margin=200ms");
  }

  /** Those that are left dead on purpose are not the service's any more. */
  private static long connections() {
    return proxy.connections() - proxy.stranded();
  }

  @BeforeEach
  void lookAtTheFootprint() {
    service.awaitPeer();
    before = Footprint.of(RedisSilentTest::connections);
  }

  /** The connections that were there never come back to life, and nobody tells the service so. */
  @Test
  void connectionsThatDiedSilentlyAreReplaced() {
    proxy.stall();
    Outage.assertRefusedInTime(service.callAll(Outage.requests(500)));
    Outage.assertNotReadyButAlive(service);
    Outage.assertReadyAndAlive(peer);

    proxy.strand();
    Outage.assertBack(service, 201);
    Outage.assertNothingLeftBehind(service, RedisSilentTest::connections, before);
  }

  @Test
  void connectionsThatWereCutAreMadeAnew() {
    proxy.refuse();
    service.awaitConnectionLost(proxy::cut);
    Outage.assertUnavailableInTime(service.callAll(Outage.requests(500)));
    Outage.assertNotReadyButAlive(service);
    Outage.assertReadyAndAlive(peer);

    proxy.accept();
    Outage.assertBack(service, 201);
    Outage.assertNothingLeftBehind(service, RedisSilentTest::connections, before);
  }

  /** Without an outage before it: each connection finds out by itself. */
  @Test
  void idleConnectionsThatDiedSilentlyAreReplaced() {
    proxy.strand();
    Outage.assertBack(service, 201);
    Outage.assertNothingLeftBehind(service, RedisSilentTest::connections, before);
  }
}
