package dev.holdfast.postgres.strategy;

import dev.holdfast.postgres.stock.StockRow;
import dev.holdfast.postgres.transaction.RepeatException;
import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.strategy.check.RaceWindow;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Read, compare, then take only if the row's version is unchanged; else the transaction runs again.
 * Every writer of the row raises its version.
 */
final class Optimistic implements TakeStrategy {
  private static final Function<Destination, String> TAKE =
      Rows.statements(
          """
          UPDATE stock SET available = available - ?, %s, version = version + 1
          WHERE sku = ? AND epoch = ? AND version = ?
          """);

  private final RaceWindow window;

  /**
   * @param window where it pauses, between its read and its take
   */
  Optimistic(RaceWindow window) {
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
            TAKE.apply(destination),
            takes.stream()
                .map(take ->
                    new Object[] {
                      take.quantity(),
                      take.quantity(),
                      take.sku().value(),
                      take.epoch(),
                      Objects.requireNonNull(rows.get(take.sku().value())).version()
                    })
                .toList());
    if (Arrays.stream(written).anyMatch(count -> count == 0)) {
      throw new RepeatException("the version of a row has changed");
    }
    return result;
  }
}
