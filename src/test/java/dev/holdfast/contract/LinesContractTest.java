package dev.holdfast.contract;

import dev.holdfast.contract.StockStrategyContract.Way;
import dev.holdfast.testing.RedisUnderTest;
import java.util.stream.Stream;

/** Changing lines on one Redis server. */
class LinesContractTest extends LinesContract {
  static Stream<Way> ways() {
    return StockStrategyContract.allWays();
  }

  @Override
  NodeSetup setup() {
    var redis = RedisUnderTest.shared();
    return NodeSetup.on(new RedisAddress(redis.host(), redis.port()));
  }
}
