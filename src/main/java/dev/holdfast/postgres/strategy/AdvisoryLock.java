package dev.holdfast.postgres.strategy;

import dev.holdfast.postgres.stock.AdvisoryLocks;
import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.strategy.check.RaceWindow;
import java.util.List;

/**
 * A lock of the server's for each SKU, which ends with its transaction, around read, compare, take.
 * It is a statement of its own: a read in the same statement would have its snapshot from before
 * the wait for the lock.
 */
final class AdvisoryLock implements TakeStrategy {
  private final RaceWindow window;

  /**
   * @param window where it pauses, under its locks
   */
  AdvisoryLock(RaceWindow window) {
    this.window = window;
  }

  @Override
  public TakeResult take(Transaction transaction, List<Take> takes, Destination destination) {
    AdvisoryLocks.lock(transaction, Rows.skus(takes));
    TakeResult result = Rows.compare(Rows.read(transaction, takes, ""), takes);
    if (result instanceof TakeResult.Taken) {
      window.pause();
      Rows.lock(transaction, takes);
      return Rows.takeRelatively(transaction, takes, destination);
    }
    return result;
  }
}
