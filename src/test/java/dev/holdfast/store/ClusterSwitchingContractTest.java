package dev.holdfast.store;

import dev.holdfast.contract.SwitchingContract;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.RedisStore;
import java.util.List;

/** Changes of strategy on a Redis Cluster. */
class ClusterSwitchingContractTest extends SwitchingContract {
  ClusterSwitchingContractTest() {
    super(
        RedisStore.cluster(),
        List.of(
            StrategyType.REDISSON_FENCED_LOCK,
            StrategyType.REDIS_DECRBY,
            StrategyType.REDISSON_SEMAPHORE,
            StrategyType.REDIS_GROUP_COMMIT));
  }
}
