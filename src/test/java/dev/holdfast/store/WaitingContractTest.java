package dev.holdfast.store;

import dev.holdfast.contract.WaitingContract;
import dev.holdfast.testing.RedisStore;

/** Waiting for stock on one Redis. */
class WaitingContractTest extends WaitingContract {
  WaitingContractTest() {
    super(RedisStore.oneServer());
  }
}
