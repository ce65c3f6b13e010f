package dev.holdfast.store;

import dev.holdfast.contract.SearchContract;
import dev.holdfast.testing.RedisStore;

/** Searching orders on a Cluster, where the partitions are on several servers. */
class ClusterSearchContractTest extends SearchContract {
  ClusterSearchContractTest() {
    super(RedisStore.cluster());
  }
}
