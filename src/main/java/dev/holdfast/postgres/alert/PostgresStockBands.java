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

  /** One that does not get the lock leaves the crossing to the instance that has it. */
  private static final String LOCK =
      """
      SELECT last_pos, trimmed_pos FROM product_event_log FOR UPDATE SKIP LOCKED
      """;

  private static final String AGAIN =
      "SELECT " + WatchedStock.COLUMNS + "WHERE stock.sku = ANY (?) ORDER BY sku";

  private static final String STORE =
      """
      INSERT INTO product_bands (sku, band, short, sequence) VALUES (?, ?, ?, ?)
      ON CONFLICT (sku) DO UPDATE
      SET band = excluded.band, short = excluded.short, sequence = excluded.sequence
      """;

  private static final String TELL =
      """
      INSERT INTO product_events (pos, sku, sequence, type, available, shortfall, occurred_at)
      VALUES (?, ?, ?, ?, ?, ?, date_trunc('milliseconds', clock_timestamp()))
      """;

  private static final String TRIM =
      """
      DELETE FROM product_events WHERE pos > ? AND pos <= ?
      """;

  private static final String SET =
      """
      UPDATE product_event_log SET last_pos = ?, trimmed_pos = ?
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

  /** The last position, and up to which one events were trimmed. */
  private record Log(long last, long trimmed) {}

  /** Returns how many crossings were found. */
  private int cross(Transaction transaction, List<Sku> skus) {
    Log log =
        transaction.first(
            LOCK, (row, i) -> new Log(row.getLong("last_pos"), row.getLong("trimmed_pos")));
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
    transaction.batch(TELL, events);
    trim(transaction, log, log.last() + events.size());
    return events.size();
  }

  private void trim(Transaction transaction, Log log, long last) {
    long trimmed = Math.max(log.trimmed(), last - eventsMax);
    if (trimmed > log.trimmed()) {
      transaction.update(TRIM, log.trimmed(), trimmed);
    }
    transaction.update(SET, last, trimmed);
  }
}
