package dev.holdfast.store;

import dev.holdfast.contract.SaleContract;
import dev.holdfast.testing.RedisStore;

/** Products that are not on sale, on one Redis server. */
class SaleContractTest extends SaleContract {
  SaleContractTest() {
    super(RedisStore.oneServer());
  }
}
