package dev.holdfast.store;

import dev.holdfast.contract.CountsContract;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.RedisStore;
import java.util.List;

/** Stock counts on a Redis Cluster. */
class ClusterCountsContractTest extends CountsContract {
  ClusterCountsContractTest() {
    super(
        RedisStore.cluster(),
        List.of(StrategyType.REDIS_SCRIPT, StrategyType.REDISSON_FENCED_LOCK));
  }
}
