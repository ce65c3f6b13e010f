package dev.holdfast.postgres;

import dev.holdfast.contract.ReturnsContract;

/** Returns on PostgreSQL. */
class PostgresReturnsContractTest extends ReturnsContract {
  PostgresReturnsContractTest() {
    super(new PostgresStoreUnderTest());
  }
}
