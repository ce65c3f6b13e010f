package dev.holdfast.store;

import dev.holdfast.contract.ReturnsContract;
import dev.holdfast.testing.RedisStore;

/** Returns on a Redis Cluster. */
class ClusterReturnsContractTest extends ReturnsContract {
  ClusterReturnsContractTest() {
    super(RedisStore.cluster());
  }
}
