package dev.holdfast.store;

import dev.holdfast.contract.SaleContract;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.RedisStore;
import java.util.List;

/** Products that are not on sale, on a Redis Cluster. */
class ClusterSaleContractTest extends SaleContract {
  ClusterSaleContractTest() {
    super(
        RedisStore.cluster(
            List.of(
                StrategyType.REDIS_DECRBY,
                StrategyType.REDIS_SCRIPT,
                StrategyType.REDISSON_FENCED_LOCK)));
  }
}
