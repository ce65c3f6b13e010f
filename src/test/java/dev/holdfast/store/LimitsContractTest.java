package dev.holdfast.store;

import dev.holdfast.contract.LimitsContract;
import dev.holdfast.testing.RedisStore;

/** Limits on one Redis server. */
class LimitsContractTest extends LimitsContract {
  LimitsContractTest() {
    super(RedisStore.oneServer());
  }
}
