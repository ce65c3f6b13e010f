package dev.holdfast.redis.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.redis.data.Keys;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.EmbeddedCluster;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisServerProcess;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import dev.holdfast.waiting.WaitedStock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Looks at a Cluster of which one master does not answer. */
class ClusterWaitedStockTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  /** An answer that does not come is waited for longer than a test lasts. */
  private static final Duration NEVER = Duration.ofMinutes(1);

  /** Gathers levels. */
  private static final class Seen implements WaitedStock.Signals {
    private final Map<Sku, Long> levels = new ConcurrentHashMap<>();

    @Override
    public void of(Sku sku) {
      // Looks are the test's.
    }

    @Override
    public void ofAny() {
      throw new AssertionError("each signal is of a SKU");
    }

    @Override
    public void seen(Map<Sku, Long> read) {
      levels.putAll(read);
    }

    private void await(Sku... skus) {
      Awaitility.await("they are read")
          .atMost(SOON)
          .until(() -> levels.keySet().containsAll(Set.of(skus)));
    }
  }

  private final Seen seen = new Seen();

  private static int slot(Sku sku) {
    return EmbeddedCluster.slotOf(Keys.totals(sku));
  }

  private static Sku product(TestInstance node, EmbeddedCluster cluster, boolean at, int port) {
    return Stream.generate(() -> node.product(StrategyType.REDIS_SCRIPT, 1))
        .filter(sku -> (cluster.masterOf(slot(sku)).port() == port) == at)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aMasterThatDoesNotAnswer_delaysItsOwnSkusAlone() throws Exception {
    try (var cluster = new EmbeddedCluster();
        var node =
            InstanceSetup.on(new ServerAddress("127.0.0.1", cluster.port()))
                .inCluster()
                .commandTimeout(NEVER)
                .start();
        WaitedStock stock = node.waitedStock()) {
      Sku away = node.product(StrategyType.REDIS_SCRIPT, 1);
      RedisServerProcess master = cluster.masterOf(slot(away));
      Sku there = product(node, cluster, false, master.port());
      Sku later = product(node, cluster, false, master.port());
      stock.sendTo(seen);
      assertThat(stock.look(Set.of(away, there), Set.of(away, there))).isEmpty();
      seen.await(away, there);

      master.freeze();
      try {
        seen.levels.clear();
        var _ = ConcurrentClients.start(() -> stock.look(Set.of(away, there), Set.of(away, there)));
        seen.await(there);
        seen.levels.clear();
        var _ =
            ConcurrentClients.start(
                () -> stock.look(Set.of(away, there, later), Set.of(there, later)));
        seen.await(there, later);
        assertThat(seen.levels).doesNotContainKey(away);
      } finally {
        master.thaw();
      }
      seen.await(away);
    }
  }
}
