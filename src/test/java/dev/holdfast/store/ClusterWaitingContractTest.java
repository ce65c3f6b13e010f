package dev.holdfast.store;

import dev.holdfast.contract.WaitingContract;
import dev.holdfast.testing.RedisStore;

/** Waiting for stock on a Cluster. */
class ClusterWaitingContractTest extends WaitingContract {
  ClusterWaitingContractTest() {
    super(RedisStore.cluster());
  }
}
