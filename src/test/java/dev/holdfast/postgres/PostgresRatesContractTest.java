package dev.holdfast.postgres;

import dev.holdfast.contract.RatesContract;

/** How often a customer may reserve, on PostgreSQL. */
class PostgresRatesContractTest extends RatesContract {
  PostgresRatesContractTest() {
    super(new PostgresStoreUnderTest());
  }
}
