package dev.holdfast.store;

import dev.holdfast.contract.ReturnsContract;
import dev.holdfast.testing.RedisStore;

/** Returns on one Redis server. */
class ReturnsContractTest extends ReturnsContract {
  ReturnsContractTest() {
    super(RedisStore.oneServer());
  }
}
