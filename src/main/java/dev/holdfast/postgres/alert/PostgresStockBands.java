package dev.holdfast.postgres.alert;

import dev.holdfast.alert.StockBands;
import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.postgres.transaction.Transactions;
import dev.holdfast.stock.Sku;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Bands on PostgreSQL. A sample reads; only where it meets a crossing, a transaction looks again
 * under the lock of the log, and writes band, number and event together. Safe for use by many
 * threads.
 */
public final class PostgresStockBands implements StockBands {
  private static final String WATCHED =
      "SELECT "
          + WatchedStock.COLUMNS
          + """
          WHERE stock.sku = ANY (ARRAY(
            SELECT sku FROM products WHERE low_stock IS NOT NULL AND sku > ?
            UNION SELECT sku FROM stock WHERE shortfall > 0 AND sku > ?
            UNION SELECT sku FROM product_bands WHERE (short OR band <> 'IN_STOCK') AND sku > ?
            ORDER BY sku LIMIT ?))
          ORDER BY sku
          """;

  private static final String AGAIN =
      "SELECT " + WatchedStock.COLUMNS + "WHERE stock.sku = ANY (?) ORDER BY sku";

  private static final String STORE =
      """
      INSERT INTO product_bands (sku, band, short, sequence) VALUES (?, ?, ?, ?)
      ON CONFLICT (sku) DO UPDATE
      SET band = excluded.band, short = excluded.short, sequence = excluded.sequence
      """;

  private final Transactions transactions;
  private final long eventsMax;

  /**
   * @param eventsMax how many events of products are kept
   */
  public PostgresStockBands(Transactions transactions, long eventsMax) {
    this.transactions = transactions;
    this.eventsMax = eventsMax;
  }

  @Override
  public Sample sample(@Nullable Sku after, int limit) {
    String behind = after == null ? "" : after.value();
    List<WatchedStock> watched =
        transactions.read(reading ->
            reading.list(WATCHED, (row, i) -> WatchedStock.of(row), behind, behind, behind, limit));
    List<Sku> moved = watched.stream().filter(WatchedStock::moved).map(WatchedStock::sku).toList();
    if (!moved.isEmpty()) {
      transactions.run(transaction -> cross(transaction, moved));
    }
    return new Sample(
        watched.stream().map(WatchedStock::sampled).toList(),
        watched.size() < limit ? Optional.empty() : Optional.of(watched.getLast().sku()));
  }

  /** Returns how many crossings were found. */
  private int cross(Transaction transaction, List<Sku> skus) {
    // One that does not get the lock leaves the crossing to the instance that has it.
    ProductEventLog log = ProductEventLog.lockUnlessLocked(transaction);
    if (log == null) {
      return 0;
    }
    var bands = new ArrayList<Object[]>();
    var events = new ArrayList<Object[]>();
    Object values = skus.stream().map(Sku::value).toArray(String[]::new);
    for (WatchedStock stock : transaction.list(AGAIN, (row, i) -> WatchedStock.of(row), values)) {
      String crossing = stock.crossing();
      long sequence = stock.sequence() + (crossing == null ? 0 : 1);
      String sku = stock.sku().value();
      if (stock.moved()) {
        bands.add(new Object[] {sku, stock.bandAfter().name(), stock.isShort(), sequence});
      }
      if (crossing != null) {
        long pos = log.last() + events.size() + 1;
        events.add(
            new Object[] {pos, sku, sequence, crossing, stock.available(), stock.shortfall()});
      }
    }
    transaction.batch(STORE, bands);
    log.tell(transaction, events, eventsMax);
    return events.size();
  }
}
