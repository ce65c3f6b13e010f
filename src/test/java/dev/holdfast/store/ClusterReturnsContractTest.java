package dev.holdfast.store;

import dev.holdfast.contract.ReturnsContract;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.RedisStore;
import java.util.List;

/** Returns on a Redis Cluster. */
class ClusterReturnsContractTest extends ReturnsContract {
  ClusterReturnsContractTest() {
    super(
        RedisStore.cluster(
            List.of(
                StrategyType.REDIS_DECRBY,
                StrategyType.REDIS_SCRIPT,
                StrategyType.REDISSON_FENCED_LOCK)));
  }
}
