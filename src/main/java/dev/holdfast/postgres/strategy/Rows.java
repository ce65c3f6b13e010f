package dev.holdfast.postgres.strategy;

import dev.holdfast.postgres.stock.StockLocks;
import dev.holdfast.postgres.stock.StockRow;
import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.stock.Shortage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** What strategies have in common: reading rows, comparing in Java, and taking relatively. */
final class Rows {
  private static final String READ =
      "SELECT "
          + StockRow.COLUMNS
          + """

           FROM stock WHERE sku = ANY (?) ORDER BY sku
          """;

  /** No guard on the quantity: what was compared before decides. */
  private static final Function<Destination, String> TAKE =
      statements(
          """
          UPDATE stock SET available = available - ?, %s, version = version + 1
          WHERE sku = ? AND epoch = ?
          """);

  private Rows() {}

  /** A statement for each destination of units. */
  static Function<Destination, String> statements(String pattern) {
    var statements = new EnumMap<Destination, String>(Destination.class);
    for (Destination destination : Destination.values()) {
      statements.put(destination, pattern.formatted(destination.assignment()));
    }
    return destination -> Objects.requireNonNull(statements.get(destination));
  }

  /**
   * Reads the rows of what is to be taken.
   *
   * @param lock how they are locked, in SKU order; empty for not at all
   */
  static Map<String, StockRow> read(Transaction transaction, List<Take> takes, String lock) {
    var rows = new HashMap<String, StockRow>();
    transaction
        .list(READ + lock, (row, i) -> StockRow.of(row), (Object) skus(takes))
        .forEach(row -> rows.put(row.sku().value(), row));
    return rows;
  }

  /** Locks the rows of several takes, before a batch that writes them. */
  static void lock(Transaction transaction, List<Take> takes) {
    StockLocks.lock(transaction, takes.stream().map(Take::sku).toList());
  }

  static String[] skus(List<Take> takes) {
    return takes.stream().map(take -> take.sku().value()).toArray(String[]::new);
  }

  /** Whether rows have enough of everything. */
  static TakeResult compare(Map<String, StockRow> rows, List<Take> takes) {
    var shortages = new ArrayList<Shortage>();
    for (Take take : takes) {
      StockRow row = rows.get(take.sku().value());
      if (row == null || row.epoch() != take.epoch()) {
        return new TakeResult.Stale();
      }
      if (row.available() < take.quantity()) {
        // Units that the order has already are available to it.
        shortages.add(
            new Shortage(take.sku(), take.quantity() + take.had(), row.available() + take.had()));
      }
    }
    return shortages.isEmpty() ? new TakeResult.Taken() : new TakeResult.NotEnough(shortages);
  }

  /** Takes what was compared, relatively. */
  static TakeResult takeRelatively(
      Transaction transaction, List<Take> takes, Destination destination) {
    int[] written =
        transaction.batch(
            TAKE.apply(destination),
            takes.stream()
                .map(take ->
                    new Object[] {
                      take.quantity(), take.quantity(), take.sku().value(), take.epoch()
                    })
                .toList());
    return Arrays.stream(written).allMatch(count -> count == 1)
        ? new TakeResult.Taken()
        : new TakeResult.Stale();
  }
}
