package dev.holdfast.contract;

import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import java.util.stream.Stream;

/** The contract on one Redis server. */
class StockStrategyContractTest extends StockStrategyContract {
  static Stream<Way> ways() {
    return allWays();
  }

  public @Override InstanceSetup setup() {
    var redis = RedisUnderTest.shared();
    return InstanceSetup.on(new ServerAddress(redis.host(), redis.port()));
  }
}
