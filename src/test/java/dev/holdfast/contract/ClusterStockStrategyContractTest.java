package dev.holdfast.contract;

import dev.holdfast.stock.strategy.StrategyType;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

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

  @Override
  Node.Setup setup() {
    return Node.Setup.on(new RedisAddress("127.0.0.1", cluster.port())).inCluster();
  }

  @Override
  boolean isSequential() {
    return true;
  }
}
