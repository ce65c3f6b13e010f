package dev.holdfast.store;

import dev.holdfast.contract.LimitsContract;
import dev.holdfast.testing.RedisStore;

/** Limits on a Redis Cluster. */
class ClusterLimitsContractTest extends LimitsContract {
  ClusterLimitsContractTest() {
    super(RedisStore.cluster());
  }
}
