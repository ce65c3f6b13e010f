package dev.holdfast.postgres.strategy;

import dev.holdfast.postgres.stock.StockRow;
import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.strategy.check.RaceWindow;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Read, compare, write the new values; nothing in between, and what others wrote meanwhile is lost.
 * The constraints of the row hold all the same: they alone are no protection.
 */
final class Unguarded implements TakeStrategy {
  private static final String WRITE =
      """
      UPDATE stock
      SET available = ?, reserved = ?, sold = ?, supplied = ?, shortfall = ?, oversold = ?,
        version = version + 1
      WHERE sku = ? AND epoch = ?
      """;

  private final RaceWindow window;

  /**
   * @param window where it pauses, between its read and its take
   */
  Unguarded(RaceWindow window) {
    this.window = window;
  }

  @Override
  public TakeResult take(Transaction transaction, List<Take> takes, Destination destination) {
    Map<String, StockRow> rows = Rows.read(transaction, takes, "");
    TakeResult result = Rows.compare(rows, takes);
    if (!(result instanceof TakeResult.Taken)) {
      return result;
    }
    window.pause();
    Rows.lock(transaction, takes);
    int[] written =
        transaction.batch(
            WRITE, takes.stream().map(take -> values(take, rows, destination)).toList());
    return Arrays.stream(written).allMatch(count -> count == 1) ? result : new TakeResult.Stale();
  }

  private static Object[] values(Take take, Map<String, StockRow> rows, Destination destination) {
    StockRow row = Objects.requireNonNull(rows.get(take.sku().value()));
    long units = take.quantity();
    return new Object[] {
      row.available() - units,
      row.reserved() + (destination == Destination.RESERVED ? units : 0),
      row.sold() + (destination == Destination.SOLD ? units : 0),
      row.supplied() - (destination == Destination.WITHDRAWN ? units : 0),
      row.shortfall(),
      row.oversold(),
      take.sku().value(),
      take.epoch()
    };
  }
}
