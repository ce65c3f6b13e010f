package dev.holdfast.postgres.stock;

import dev.holdfast.postgres.transaction.RepeatException;
import dev.holdfast.postgres.transaction.StrategyChangeLocks;
import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.stock.Sku;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The free units of products that are sold by the unit: the statements on {@code units}, one row
 * for each.
 */
public final class UnitRows {

  /** The most units that such a product may be supplied with: its levels are counted. */
  public static final long SUPPLIED_MAX = 100_000;

  /**
   * A transaction with one snapshot would not see a change that it has waited for: that its row
   * cannot be locked ends it, and it runs again.
   */
  private static final String LOCK_IN_ONE_SNAPSHOT =
      """
      SELECT sku FROM stock
      WHERE sku = ANY (?) AND current_setting('transaction_isolation') = 'serializable'
      ORDER BY sku FOR SHARE
      """;

  /**
   * By the primary key, as many of each SKU as are wanted and no other transaction has locked. The
   * epochs are compared after that. A change of strategy, or of when the product is sold, waits for
   * this transaction, or this one for it.
   */
  private static final String TAKE =
      StrategyChangeLocks.SHARE
          + ";"
          + LOCK_IN_ONE_SNAPSHOT
          + """
          ;
          WITH free AS (
            SELECT locked.sku, locked.unit
            FROM unnest(?::text[], ?::integer[]) AS wanted (sku, quantity)
            CROSS JOIN LATERAL (
              SELECT sku, unit FROM units WHERE units.sku = wanted.sku
              ORDER BY unit LIMIT wanted.quantity FOR UPDATE SKIP LOCKED) AS locked),
          taken AS (
            DELETE FROM units USING free
            WHERE units.sku = free.sku AND units.unit = free.unit
            RETURNING units.sku)
          SELECT sku, count(*) AS units FROM taken GROUP BY sku;
          SELECT sku, epoch FROM stock WHERE sku = ANY (?)
          """;

  private static final String BY_UNIT =
      """
      SELECT sku, shortfall + oversold AS owed FROM stock WHERE sku = ANY (?) AND by_unit
      """;

  private static final String CLEAR =
      """
      DELETE FROM units WHERE sku = ?
      """;

  private static final String OWED =
      """
      SELECT shortfall + oversold AS owed FROM stock WHERE sku = ? FOR NO KEY UPDATE
      """;

  private static final String FILL =
      """
      UPDATE stock
      SET shortfall = greatest(0, shortfall - ?),
        oversold = oversold - greatest(0, ? - shortfall),
        version = version + 1
      WHERE sku = ?
      """;

  private static final String ADD =
      """
      INSERT INTO units (sku) SELECT ? FROM generate_series(1, ?)
      """;

  private static final String REMOVE =
      """
      DELETE FROM units WHERE sku = ? AND unit IN (
        SELECT unit FROM units WHERE sku = ? ORDER BY unit DESC LIMIT ? FOR UPDATE)
      """;

  private UnitRows() {}

  /**
   * What a take has come to.
   *
   * @param units how many of each SKU are taken; none of it has no entry
   * @param epochs those under which their products are bound now
   */
  public record Taken(Map<String, Long> units, Map<String, Long> epochs) {}

  /**
   * Takes as many units as are free, and at most these.
   *
   * @param skus in their order
   * @param quantities how many of each
   */
  public static Taken take(Transaction transaction, String[] skus, Integer[] quantities) {
    var taken = new Taken(new HashMap<>(), new HashMap<>());
    transaction.together(
        TAKE,
        List.of(
            locked -> true,
            inOneSnapshot -> true,
            rows -> {
              while (rows.next()) {
                taken.units().put(rows.getString("sku"), rows.getLong("units"));
              }
              return true;
            },
            rows -> {
              while (rows.next()) {
                taken.epochs().put(rows.getString("sku"), rows.getLong("epoch"));
              }
              return true;
            }),
        skus,
        skus,
        skus,
        quantities,
        skus);
    return taken;
  }

  /**
   * Those among these SKUs that are sold by the unit, and how many units each owes. None of them
   * becomes another before the transaction ends.
   *
   * @param skus in their order
   */
  static Map<String, Long> lockByUnit(Transaction transaction, Collection<Sku> skus) {
    StrategyChangeLocks.share(transaction, skus.stream().map(Sku::value).toList());
    transaction.list(
        LOCK_IN_ONE_SNAPSHOT,
        (row, i) -> true,
        (Object) skus.stream().map(Sku::value).toArray(String[]::new));
    return byUnit(transaction, skus);
  }

  private static Map<String, Long> byUnit(Transaction transaction, Collection<Sku> skus) {
    var found = new HashMap<String, Long>();
    transaction
        .list(
            BY_UNIT,
            (row, i) -> Map.entry(row.getString("sku"), row.getLong("owed")),
            (Object) skus.stream().map(Sku::value).toArray(String[]::new))
        .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    return found;
  }

  /** Whether a product is sold by the unit. */
  public static boolean isByUnit(Transaction transaction, Sku sku) {
    return !byUnit(transaction, List.of(sku)).isEmpty();
  }

  /** Gives units back. */
  static void giveBack(Transaction transaction, Sku sku, long units, boolean isOwed) {
    if (isOwed) {
      add(transaction, sku, units);
    } else {
      transaction.update(ADD, sku.value(), units);
    }
  }

  /** Adds units, which are owed before they are free. It locks the row of the SKU's stock. */
  public static void add(Transaction transaction, Sku sku, long units) {
    Long owed = transaction.first(OWED, (row, i) -> row.getLong("owed"), sku.value());
    long filled = Math.min(units, owed == null ? 0 : owed);
    if (filled > 0) {
      transaction.update(FILL, filled, filled, sku.value());
    }
    transaction.update(ADD, sku.value(), units - filled);
  }

  /** Removes all units, of which another form of stock is made. */
  public static void clear(Transaction transaction, Sku sku) {
    transaction.update(CLEAR, sku.value());
  }

  /**
   * Corrects how many there are, relatively: what orders take and give back meanwhile counts.
   *
   * @throws RepeatException when orders took units that were to be removed
   */
  public static void correct(Transaction transaction, Sku sku, long more) {
    if (more > 0) {
      transaction.update(ADD, sku.value(), more);
    } else if (more < 0 && transaction.update(REMOVE, sku.value(), sku.value(), -more) < -more) {
      throw new RepeatException("units were taken meanwhile");
    }
  }
}
