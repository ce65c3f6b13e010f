package dev.holdfast.contract;

import dev.holdfast.testing.RedisUnderTest;
import java.util.stream.Stream;

/** The contract on one Redis server. */
class StockStrategyContractTest extends StockStrategyContract {
  static Stream<Way> ways() {
    return allWays();
  }

  @Override
  NodeSetup setup() {
    var redis = RedisUnderTest.shared();
    return NodeSetup.on(new RedisAddress(redis.host(), redis.port()));
  }
}
