package dev.holdfast.postgres;

import dev.holdfast.contract.StockStrategyContract;

/** What every strategy holds to, on PostgreSQL. */
class PostgresStockStrategyContractTest extends StockStrategyContract {
  PostgresStockStrategyContractTest() {
    super(new PostgresStoreUnderTest());
  }
}
