package dev.holdfast.locks;

import dev.holdfast.stock.Sku;
import java.util.Optional;

/** A lock as the diagnosis knows it. Implementations are safe for use by many threads. */
public interface KnownLock {
  /** The lock among those of its strategy and level. */
  String name();

  /** Whether this lock protects a SKU. */
  boolean covers(Sku sku);

  /** Whether others may hold this lock at the same time, if they share it too. */
  default boolean isShared() {
    return false;
  }

  /**
   * What the store says of the lock; empty for a lock that has no lease.
   *
   * @param thread the id of the thread that may hold it
   * @throws dev.holdfast.stock.StoreUnavailableException when the store does not answer
   */
  default Optional<Lease> lease(long thread) {
    return Optional.empty();
  }

  /**
   * The lease of a lock.
   *
   * @param held whether the thread in question holds the lock
   * @param leftMillis how long it lasts unless it is renewed; 0 when no holder has it
   */
  record Lease(boolean held, long leftMillis) {}
}
