package dev.holdfast.postgres;

import dev.holdfast.contract.LinesContract;

/** Changing lines on PostgreSQL. */
class PostgresLinesContractTest extends LinesContract {
  PostgresLinesContractTest() {
    super(new PostgresStoreUnderTest());
  }
}
