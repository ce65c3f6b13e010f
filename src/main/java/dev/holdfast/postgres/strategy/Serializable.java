package dev.holdfast.postgres.strategy;

import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.strategy.check.RaceWindow;
import java.util.List;

/**
 * Read, compare, take, in a transaction that the server refuses unless it could have run alone; it
 * runs again then. There is no lock to forget.
 */
final class Serializable implements TakeStrategy {
  private final RaceWindow window;

  /**
   * @param window where it pauses, between its read and its take
   */
  Serializable(RaceWindow window) {
    this.window = window;
  }

  @Override
  public boolean isSerializable() {
    return true;
  }

  @Override
  public TakeResult take(Transaction transaction, List<Take> takes, Destination destination) {
    TakeResult result = Rows.compare(Rows.read(transaction, takes, ""), takes);
    if (result instanceof TakeResult.Taken) {
      window.pause();
      Rows.lock(transaction, takes);
      return Rows.takeRelatively(transaction, takes, destination);
    }
    return result;
  }
}
