package dev.holdfast.postgres;

import dev.holdfast.contract.StoreContract;

/** What every strategy holds to, on PostgreSQL. */
class PostgresStockStrategyContractTest extends StoreContract {
  PostgresStockStrategyContractTest() {
    super(new PostgresStoreUnderTest());
  }
}
