package dev.holdfast.store;

import dev.holdfast.contract.StockStrategyContract;
import dev.holdfast.testing.RedisStore;

/** The contract on one Redis server. */
class StockStrategyContractTest extends StockStrategyContract {
  StockStrategyContractTest() {
    super(RedisStore.oneServer());
  }
}
