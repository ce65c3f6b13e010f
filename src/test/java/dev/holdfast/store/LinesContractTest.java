package dev.holdfast.store;

import dev.holdfast.contract.LinesContract;
import dev.holdfast.testing.RedisStore;

/** Changing lines on one Redis server. */
class LinesContractTest extends LinesContract {
  LinesContractTest() {
    super(RedisStore.oneServer());
  }
}
