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
  Node.Setup setup() {
    var redis = RedisUnderTest.shared();
    return Node.Setup.on(new RedisAddress(redis.host(), redis.port()));
  }
}
