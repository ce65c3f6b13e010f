package dev.holdfast.store;

import dev.holdfast.contract.SwitchingContract;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.RedisStore;
import java.util.List;

/** Changes of strategy on one Redis server. */
class SwitchingContractTest extends SwitchingContract {
  SwitchingContractTest() {
    super(
        RedisStore.oneServer(),
        List.of(
            StrategyType.REDISSON_LOCK,
            StrategyType.REDIS_DECRBY,
            StrategyType.REDIS_CAS,
            StrategyType.REDISSON_SEMAPHORE,
            StrategyType.REDIS_SCRIPT,
            StrategyType.REDIS_GROUP_COMMIT));
  }
}
