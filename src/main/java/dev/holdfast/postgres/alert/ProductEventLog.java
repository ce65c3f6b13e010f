package dev.holdfast.postgres.alert;

import dev.holdfast.alert.ProductEvent;
import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.stock.StrategyChange;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The log of the events of products, as the transaction has it that holds its lock until its end:
 * numbers and positions are given by one transaction at a time. For one thread.
 *
 * @param last the last position
 * @param trimmed up to which one events were trimmed
 */
public record ProductEventLog(long last, long trimmed) {
  private static final String LOG = "SELECT last_pos, trimmed_pos FROM product_event_log";

  private static final String TELL =
      """
      INSERT INTO product_events (pos, sku, sequence, type, available, shortfall, occurred_at)
      VALUES (?, ?, ?, ?, ?, ?, date_trunc('milliseconds', clock_timestamp()))
      """;

  private static final String NUMBER =
      """
      INSERT INTO product_bands (sku, band, short, sequence) VALUES (?, 'IN_STOCK', false, 1)
      ON CONFLICT (sku) DO UPDATE SET sequence = product_bands.sequence + 1
      RETURNING sequence
      """;

  private static final String TELL_CHANGE =
      """
      INSERT INTO product_events (
        pos, sku, sequence, type, available, shortfall, occurred_at, strategy_from, strategy_to)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String TRIM =
      """
      DELETE FROM product_events WHERE pos > ? AND pos <= ?
      """;

  private static final String SET =
      """
      UPDATE product_event_log SET last_pos = ?, trimmed_pos = ?
      """;

  /** Locks it; null when another transaction has the lock. */
  static @Nullable ProductEventLog lockUnlessLocked(Transaction transaction) {
    return lock(transaction, LOG + " FOR UPDATE SKIP LOCKED");
  }

  private static @Nullable ProductEventLog lock(Transaction transaction, String sql) {
    return transaction.first(
        sql, (row, i) -> new ProductEventLog(row.getLong("last_pos"), row.getLong("trimmed_pos")));
  }

  /**
   * Adds crossings, each with its position, and trims what is too old.
   *
   * @param eventsMax how many events are kept
   */
  void tell(Transaction transaction, List<Object[]> crossings, long eventsMax) {
    transaction.batch(TELL, crossings);
    end(transaction, last + crossings.size(), eventsMax);
  }

  /**
   * Adds a change of strategy that the transaction has made, as the last of its statements: the
   * lock is the last that it acquires, so whatever holds the lock waits for no other one.
   *
   * @param available the units that could be sold then
   * @param shortfall the units that were missing then
   * @param eventsMax how many events are kept
   */
  public static void tell(
      Transaction transaction,
      StrategyChange change,
      long available,
      long shortfall,
      long eventsMax) {
    ProductEventLog log = Objects.requireNonNull(lock(transaction, LOG + " FOR UPDATE"));
    String sku = change.sku().value();
    Long sequence = transaction.first(NUMBER, (row, i) -> row.getLong("sequence"), sku);
    transaction.update(
        TELL_CHANGE,
        log.last + 1,
        sku,
        Objects.requireNonNull(sequence),
        ProductEvent.STRATEGY_CHANGED,
        available,
        shortfall,
        Objects.requireNonNull(change.at()).atOffset(ZoneOffset.UTC),
        change.from(),
        change.to());
    log.end(transaction, log.last + 1, eventsMax);
  }

  private void end(Transaction transaction, long end, long eventsMax) {
    long trimmedNow = Math.max(trimmed, end - eventsMax);
    if (trimmedNow > trimmed) {
      transaction.update(TRIM, trimmed, trimmedNow);
    }
    transaction.update(SET, end, trimmedNow);
  }
}
