package dev.holdfast.contract;

import dev.holdfast.contract.StockStrategyContract.Way;
import dev.holdfast.testing.EmbeddedCluster;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.ServerAddress;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Limits on a Redis Cluster. */
class ClusterLimitsContractTest extends LimitsContract {
  private static EmbeddedCluster cluster;

  @BeforeAll
  static void startCluster() throws IOException {
    cluster = new EmbeddedCluster();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  static Stream<Way> ways() {
    return ClusterStockStrategyContractTest.ways();
  }

  public @Override InstanceSetup setup() {
    return InstanceSetup.on(new ServerAddress("127.0.0.1", cluster.port())).inCluster();
  }
}
