package dev.holdfast.store;

import dev.holdfast.contract.EventsContract;
import dev.holdfast.testing.RedisStore;

/** Events on a Cluster. */
class ClusterEventsContractTest extends EventsContract {
  ClusterEventsContractTest() {
    super(RedisStore.cluster());
  }
}
