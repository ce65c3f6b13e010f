package dev.holdfast.postgres;

import dev.holdfast.contract.AlertsContract;

/** Bands and their crossings on PostgreSQL. */
class PostgresAlertsContractTest extends AlertsContract {
  PostgresAlertsContractTest() {
    super(new PostgresStoreUnderTest());
  }
}
