package dev.holdfast.postgres.inventory;

import dev.holdfast.postgres.event.StockChannel;
import dev.holdfast.postgres.stock.UnitRows;
import dev.holdfast.postgres.transaction.StrategyChangeLocks;
import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.stock.Inventory.Adjustment;
import dev.holdfast.stock.Inventory.StockCount;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What adjustments and stock counts have in common: an id that is used once, and supply. */
final class Bookings {
  private static final String KNOWN_SKU =
      """
      SELECT sku FROM stock WHERE sku = ?
      """;

  /** Another transaction with the same id is waited for. */
  private static final String RECORD =
      """
      INSERT INTO adjustments (sku, id, delta, reason, applied_at, expected, counted)
      VALUES (?, ?, ?, ?, clock_timestamp(), ?::bigint, ?::bigint)
      ON CONFLICT (sku, id) DO NOTHING
      """;

  private static final String RECORDED =
      """
      SELECT delta = ? AND reason = ?
        AND expected IS NOT DISTINCT FROM ?::bigint AND counted IS NOT DISTINCT FROM ?::bigint
        AS is_same
      FROM adjustments WHERE sku = ? AND id = ?
      """;

  /** Supplied units fill a shortfall, and then what is oversold, before they are available. */
  private static final String ADD =
      """
      UPDATE stock
      SET supplied = supplied + ?,
        available = available + greatest(0, ? - shortfall - oversold),
        shortfall = greatest(0, shortfall - ?),
        oversold = greatest(0, oversold - greatest(0, ? - shortfall)),
        version = version + 1
      WHERE sku = ? AND supplied + ? <= ?
      """;

  /** The same for what is sold by the unit. */
  private static final String ADD_BY_UNIT =
      """
      UPDATE stock SET supplied = supplied + ?, version = version + 1
      WHERE sku = ? AND supplied + ? <= ?
      """;

  /** How long it takes at most to write the rows of as many units as a product may have. */
  static final Duration UNITS_MAX = Duration.ofSeconds(10);

  private Bookings() {}

  /**
   * A change of supply with an id of its own.
   *
   * @param delta units, negative where they leave
   * @param expected that of a stock count; null for an adjustment
   * @param counted likewise
   */
  record Booking(
      Sku sku,
      String id,
      long delta,
      String reason,
      @Nullable Long expected,
      @Nullable Long counted) {
    static Booking of(Adjustment adjustment) {
      return new Booking(
          adjustment.sku(), adjustment.id(), adjustment.delta(), adjustment.reason(), null, null);
    }

    static Booking of(StockCount count) {
      return new Booking(
          count.sku(),
          count.id(),
          count.difference(),
          count.reason(),
          count.expected(),
          count.counted());
    }
  }

  /** What recording an id has come to. */
  enum Recorded {
    /** It is the caller's to book, in this transaction. */
    NEW,
    /** The same was booked before. */
    BEFORE,
    /** The id belongs to something else. */
    OTHER,
    UNKNOWN_SKU
  }

  /** Records an id, in the transaction that books what it is for. */
  static Recorded record(Transaction transaction, Booking booking) {
    String sku = booking.sku().value();
    if (transaction.first(KNOWN_SKU, (row, i) -> sku, sku) == null) {
      return Recorded.UNKNOWN_SKU;
    }
    if (transaction
            .sql(RECORD, sku, booking.id(), booking.delta(), booking.reason())
            .param(booking.expected())
            .param(booking.counted())
            .update()
        == 1) {
      return Recorded.NEW;
    }
    boolean isSame =
        transaction
            .sql(RECORDED, booking.delta(), booking.reason())
            .param(booking.expected())
            .param(booking.counted())
            .param(sku)
            .param(booking.id())
            .query((row, i) -> row.getBoolean("is_same"))
            .optional()
            .orElse(false);
    transaction.acknowledge();
    return isSame ? Recorded.BEFORE : Recorded.OTHER;
  }

  /**
   * Supplies units; null when they are supplied, else the bound that they would exceed. The caller
   * rolls back then.
   */
  static @Nullable Long supply(Transaction transaction, Sku sku, long units) {
    String key = sku.value();
    StrategyChangeLocks.share(transaction, List.of(key));
    if (UnitRows.isByUnit(transaction, sku)) {
      transaction.allow(UNITS_MAX);
      if (transaction.update(ADD_BY_UNIT, units, key, units, UnitRows.SUPPLIED_MAX) == 0) {
        return UnitRows.SUPPLIED_MAX;
      }
      UnitRows.add(transaction, sku, units);
    } else if (transaction.update(
            ADD, units, units, units, units, key, units, StockLevel.SUPPLIED_MAX)
        == 0) {
      return StockLevel.SUPPLIED_MAX;
    }
    StockChannel.signal(transaction);
    return null;
  }
}
