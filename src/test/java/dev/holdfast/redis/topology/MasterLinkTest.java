package dev.holdfast.redis.topology;

import static org.awaitility.Awaitility.await;

import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.testing.FaultProxy;
import dev.holdfast.testing.RedisUnderTest;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The shared connection and what keeps ending it. */
class MasterLinkTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private static boolean isConnected(MasterLink link) {
    try {
      return link.sender() != null;
    } catch (StoreUnavailableException e) {
      return false;
    }
  }

  /** Its pause would last longer than any test, so it is seen whenever it is looked for. */
  private static boolean isPausing(MasterLink link) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> LockSupport.getBlocker(thread) == link)
        .anyMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING);
  }

  /** Else whatever cuts each connection at once would be connected to as fast as can be. */
  @Test
  void aConnectionThatEndsAtOnceIsFollowedByAPause() {
    var redis = RedisUnderTest.shared();
    var client = RedisClient.create();
    client.setOptions(ClientOptions.builder().autoReconnect(false).build());
    try (var proxy = FaultProxy.inFrontOf(redis.host(), redis.port())) {
      var connector =
          new MasterConnector(
              client,
              RedisURI.create("127.0.0.1", proxy.port()),
              MasterView.at("127.0.0.1", proxy.port()),
              SOON);
      try (var link = new MasterLink(connector, Duration.ofHours(1))) {
        // On a slow machine a connection may outlive what counts as at once: then the next is cut.
        await()
            .atMost(SOON)
            .until(() -> {
              if (isConnected(link)) {
                proxy.cut();
              }
              return isPausing(link);
            });
      }
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
  }
}
