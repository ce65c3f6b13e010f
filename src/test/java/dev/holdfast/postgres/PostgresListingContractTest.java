package dev.holdfast.postgres;

import dev.holdfast.contract.ListingContract;

/** The listing on PostgreSQL. */
class PostgresListingContractTest extends ListingContract {
  PostgresListingContractTest() {
    super(new PostgresStoreUnderTest());
  }
}
