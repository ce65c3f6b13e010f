package dev.holdfast.postgres;

import dev.holdfast.contract.EditingContract;

/** Editing products on PostgreSQL. */
class PostgresEditingContractTest extends EditingContract {
  PostgresEditingContractTest() {
    super(new PostgresStoreUnderTest());
  }
}
