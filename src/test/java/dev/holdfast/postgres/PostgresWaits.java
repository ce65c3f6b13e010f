package dev.holdfast.postgres;

import dev.holdfast.contract.StoreUnderTest;

/** The store of this package, for measurements elsewhere. */
public final class PostgresWaits {
  private PostgresWaits() {}

  /** A schema of its own. */
  public static StoreUnderTest store() {
    return new PostgresStoreUnderTest();
  }
}
