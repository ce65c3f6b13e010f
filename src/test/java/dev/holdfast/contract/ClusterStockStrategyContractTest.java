package dev.holdfast.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.order.PlaceResult;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.strategy.lock.LockSettings;
import dev.holdfast.testing.Breakpoint;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.EmbeddedCluster;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract on a Redis Cluster of three masters, where no script sees the keys of two SKUs, nor
 * of a SKU and an order.
 */
class ClusterStockStrategyContractTest extends StockStrategyContract {
  private static EmbeddedCluster cluster;

  @BeforeAll
  static void startCluster() throws IOException {
    cluster = new EmbeddedCluster();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  /** All but compare-and-set, which is not offered on a Cluster. */
  static Stream<Way> ways() {
    return allWays().filter(way -> !way.oneStep() && way.type() != StrategyType.REDIS_CAS);
  }

  public @Override InstanceSetup setup() {
    return InstanceSetup.on(new ServerAddress("127.0.0.1", cluster.port())).inCluster();
  }

  public @Override boolean isSequential() {
    return true;
  }

  /** Those that can be held between the lines of an order. */
  static Stream<StrategyType> linesApart() {
    return ways().map(Way::type).filter(StrategyType::hasRaceWindow);
  }

  /** An order has taken its first line, and is still to take its second. */
  @ParameterizedTest
  @MethodSource("linesApart")
  void aReaderIsServedHalfOfAnOrderOnlyWhereWholeOnesAreNotPromised(StrategyType type)
      throws Exception {
    var gate = new Breakpoint(2);
    var patient = new LockSettings(Duration.ofSeconds(20), Duration.ofSeconds(1), 64);
    TestInstance writer = start(setup().window(gate).locks(patient));
    TestInstance reader =
        type.guarantee().scope().covers(2) ? start(setup().locks(patient)) : writer;
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
    TestInstance node = start(setup());
    node.memory.check();
    assertThat(node.memory.share()).isZero();
    var masters = RedisClusterClient.create(RedisURI.create("127.0.0.1", cluster.port()));
    try (var all = masters.connect()) {
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
