package dev.holdfast.postgres;

import dev.holdfast.contract.SaleContract;

/** Products that are not on sale, on PostgreSQL. */
class PostgresSaleContractTest extends SaleContract {
  PostgresSaleContractTest() {
    super(new PostgresStoreUnderTest());
  }
}
