package dev.holdfast.contract;

import dev.holdfast.contract.StockStrategyContract.Way;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import java.util.stream.Stream;

/** Changing lines on one Redis server. */
class LinesContractTest extends LinesContract {
  static Stream<Way> ways() {
    return StockStrategyContract.allWays();
  }

  public @Override InstanceSetup setup() {
    var redis = RedisUnderTest.shared();
    return InstanceSetup.on(new ServerAddress(redis.host(), redis.port()));
  }
}
