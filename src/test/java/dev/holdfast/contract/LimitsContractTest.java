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
  Node.Setup setup() {
    var redis = RedisUnderTest.shared();
    return Node.Setup.on(new RedisAddress(redis.host(), redis.port()));
  }
}
