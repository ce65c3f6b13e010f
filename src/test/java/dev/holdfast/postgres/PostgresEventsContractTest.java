package dev.holdfast.postgres;

import dev.holdfast.contract.EventsContract;

/** Events on PostgreSQL. */
class PostgresEventsContractTest extends EventsContract {
  PostgresEventsContractTest() {
    super(new PostgresStoreUnderTest());
  }
}
