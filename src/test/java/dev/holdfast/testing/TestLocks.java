package dev.holdfast.testing;

import dev.holdfast.locks.LockBook;
import dev.holdfast.locks.LockName;
import dev.holdfast.locks.LockNotes;
import dev.holdfast.strategy.lock.OrderedAcquisition;

/** How locks are acquired that a test makes by itself. */
public final class TestLocks {
  private TestLocks() {}

  /** In one order, noted in a book of its own. */
  public static OrderedAcquisition ordered() {
    return new OrderedAcquisition(
        new LockNotes(new LockBook("test", System::nanoTime), "test-lock", LockName.Level.LOCAL));
  }
}
