package dev.holdfast.store;

import dev.holdfast.contract.RatesContract;
import dev.holdfast.testing.RedisStore;

/** How often a customer may reserve, on one Redis. */
class RatesContractTest extends RatesContract {
  RatesContractTest() {
    super(RedisStore.oneServer());
  }
}
