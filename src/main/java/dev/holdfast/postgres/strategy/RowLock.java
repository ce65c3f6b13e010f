package dev.holdfast.postgres.strategy;

import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.strategy.check.RaceWindow;
import java.util.List;

/** SELECT ... FOR UPDATE in SKU order, compare, take: others wait for the rows until the commit. */
final class RowLock implements TakeStrategy {
  private final RaceWindow window;

  /**
   * @param window where it pauses, under its locks
   */
  RowLock(RaceWindow window) {
    this.window = window;
  }

  @Override
  public TakeResult take(Transaction transaction, List<Take> takes, Destination destination) {
    TakeResult result = Rows.compare(Rows.read(transaction, takes, "FOR UPDATE"), takes);
    if (result instanceof TakeResult.Taken) {
      window.pause();
      return Rows.takeRelatively(transaction, takes, destination);
    }
    return result;
  }
}
