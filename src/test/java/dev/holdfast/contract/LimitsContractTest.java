package dev.holdfast.contract;

import dev.holdfast.contract.StockStrategyContract.Way;
import dev.holdfast.testing.RedisUnderTest;
import java.util.stream.Stream;

/** Limits on one Redis server. */
class LimitsContractTest extends LimitsContract {
  static Stream<Way> ways() {
    return StockStrategyContract.allWays();
  }

  @Override
  NodeSetup setup() {
    var redis = RedisUnderTest.shared();
    return NodeSetup.on(new RedisAddress(redis.host(), redis.port()));
  }
}
