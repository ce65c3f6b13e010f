package dev.holdfast.postgres;

import dev.holdfast.contract.WaitingContract;

/** Waiting for stock on PostgreSQL. */
class PostgresWaitingContractTest extends WaitingContract {
  PostgresWaitingContractTest() {
    super(new PostgresStoreUnderTest());
  }
}
