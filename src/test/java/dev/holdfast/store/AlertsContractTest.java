package dev.holdfast.store;

import dev.holdfast.contract.AlertsContract;
import dev.holdfast.testing.RedisStore;

/** Bands and their crossings on one Redis. */
class AlertsContractTest extends AlertsContract {
  AlertsContractTest() {
    super(RedisStore.oneServer());
  }
}
