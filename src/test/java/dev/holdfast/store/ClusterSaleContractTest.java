package dev.holdfast.store;

import dev.holdfast.contract.SaleContract;
import dev.holdfast.testing.RedisStore;

/** Products that are not on sale, on a Redis Cluster. */
class ClusterSaleContractTest extends SaleContract {
  ClusterSaleContractTest() {
    super(RedisStore.cluster());
  }
}
