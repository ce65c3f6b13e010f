package dev.holdfast.postgres;

import dev.holdfast.contract.LimitsContract;

/** Limits on PostgreSQL. */
class PostgresLimitsContractTest extends LimitsContract {
  PostgresLimitsContractTest() {
    super(new PostgresStoreUnderTest());
  }
}
