package dev.holdfast.store;

import dev.holdfast.contract.EventsContract;
import dev.holdfast.testing.RedisStore;

/** Events on one Redis. */
class EventsContractTest extends EventsContract {
  EventsContractTest() {
    super(RedisStore.oneServer());
  }
}
