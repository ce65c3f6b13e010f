package dev.holdfast.store;

import dev.holdfast.contract.CountsContract;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.RedisStore;
import java.util.List;

/** Stock counts on one Redis server. */
class CountsContractTest extends CountsContract {
  CountsContractTest() {
    super(
        RedisStore.oneServer(),
        List.of(
            StrategyType.REDIS_SCRIPT,
            StrategyType.REDISSON_LOCK,
            StrategyType.REDIS_CAS,
            StrategyType.REDISSON_FENCED_LOCK,
            StrategyType.REDIS_GROUP_COMMIT));
  }
}
