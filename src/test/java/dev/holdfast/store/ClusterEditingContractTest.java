package dev.holdfast.store;

import dev.holdfast.contract.EditingContract;
import dev.holdfast.testing.RedisStore;

/** Editing products on a Cluster. */
class ClusterEditingContractTest extends EditingContract {
  ClusterEditingContractTest() {
    super(RedisStore.cluster());
  }
}
