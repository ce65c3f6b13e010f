package dev.holdfast.store;

import dev.holdfast.contract.StoreContract;
import dev.holdfast.testing.RedisStore;

/** The contract on one Redis server. */
class StockStrategyContractTest extends StoreContract {
  StockStrategyContractTest() {
    super(RedisStore.oneServer());
  }
}
