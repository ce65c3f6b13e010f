package dev.holdfast.store;

import dev.holdfast.contract.LinesContract;
import dev.holdfast.testing.RedisStore;

/** Changing lines on a Redis Cluster. */
class ClusterLinesContractTest extends LinesContract {
  ClusterLinesContractTest() {
    super(RedisStore.cluster());
  }
}
