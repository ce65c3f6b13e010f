package dev.holdfast.store;

import dev.holdfast.testing.RedisStore;

/** The steps on a Redis Cluster. */
class ClusterStepwiseContractTest extends StepwiseContract {
  ClusterStepwiseContractTest() {
    super(RedisStore.cluster());
  }
}
