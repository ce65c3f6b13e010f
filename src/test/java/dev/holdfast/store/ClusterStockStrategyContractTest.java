package dev.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.contract.StoreContract;
import dev.holdfast.contract.Way;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.strategy.lock.LockSettings;
import dev.holdfast.testing.Breakpoint;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisStore;
import dev.holdfast.testing.TestInstance;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract on a Redis Cluster of three masters, where no script sees the keys of two SKUs, nor
 * of a SKU and an order.
 */
class ClusterStockStrategyContractTest extends StoreContract {
  ClusterStockStrategyContractTest() {
    super(RedisStore.cluster());
  }

  private InstanceSetup setup(StrategyType type) {
    return ((RedisStore) store()).setup(new Way(type, false));
  }

  /** Those that can be held between the lines of an order. */
  Stream<StrategyType> linesApart() {
    return ways().map(Way::type).filter(StrategyType::hasRaceWindow);
  }

  /** An order has taken its first line, and is still to take its second. */
  @ParameterizedTest
  @MethodSource("linesApart")
  void aReaderIsServedHalfOfAnOrderOnlyWhereWholeOnesAreNotPromised(StrategyType type)
      throws Exception {
    var gate = new Breakpoint(2);
    var patient = new LockSettings(Duration.ofSeconds(20), Duration.ofSeconds(1), 64, 100);
    var setup = setup(type).locks(patient);
    try (TestInstance writer = setup.window(gate).start();
        TestInstance another = setup.start()) {
      assertServed(type, gate, writer, type.guarantee().scope().covers(2) ? another : writer);
    }
  }

  private static void assertServed(
      StrategyType type, Breakpoint gate, TestInstance writer, TestInstance reader)
      throws Exception {
    Sku a = writer.product(type, 5);
    Sku b = writer.product(type, 5);
    var basket = Basket.of(List.of(new Line(a, 1), new Line(b, 1)));
    var order = ConcurrentClients.start(() -> writer.place(TestInstance.newOrder(), basket));
    gate.awaitArrival();
    var levels =
        ConcurrentClients.start(() -> reader.strategies.get(type).read(Set.of(a, b)).levels());
    if (type.guarantee().consistentReads()) {
      await().during(Duration.ofMillis(200)).until(() -> !levels.isDone());
      gate.letGo();
    }

    var reserved =
        levels.get(20, TimeUnit.SECONDS).values().stream().map(StockLevel::reserved).toList();

    assertThat(reserved.get(0).equals(reserved.get(1)))
        .as("%s", reserved)
        .isEqualTo(type.guarantee().consistentReads());
    gate.letGo();
    assertThat(order.get(20, TimeUnit.SECONDS)).isInstanceOf(PlaceResult.Placed.class);
  }

  /** An order's record may live on any master, so the fullest one counts. */
  @Test
  void theFullestMasterTellsHowMuchMemoryIsUsed() {
    InstanceSetup setup = setup(StrategyType.REDIS_SCRIPT);
    var masters = RedisClusterClient.create(RedisURI.create("127.0.0.1", setup.redis().port()));
    try (TestInstance node = setup.start();
        var all = masters.connect()) {
      node.memory.check();
      assertThat(node.memory.share()).isZero();
      for (RedisClusterNode master : masters.getPartitions()) {
        var one = all.getConnection(master.getNodeId()).sync();
        one.configSet("maxmemory", "1");
        node.memory.check();
        assertThat(node.memory.isFull()).as("%s", master.getUri()).isTrue();
        one.configSet("maxmemory", "0");
      }
    } finally {
      masters.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
  }
}
