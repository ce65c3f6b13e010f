package dev.holdfast.postgres.audit;

import dev.holdfast.postgres.product.ProductTable;
import dev.holdfast.postgres.stock.StockRow;
import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.stock.Audit.Finding;
import dev.holdfast.stock.Audit.Kind;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The counters of a SKU beside what its reservations add up to, as of one moment. The constraints
 * keep the counters in line with each other, also where a strategy lost an update: only the
 * reservations show what was promised.
 *
 * @param row null when its stock is gone
 * @param reserved units that reservations add up to
 * @param sold units that sold reservations add up to
 * @param reservations how many there are
 */
record Totals(Sku sku, @Nullable StockRow row, long reserved, long sold, long reservations) {
  /** One snapshot. The sums are by the index {@code reservations_sku}. */
  private static final String READ =
      "SELECT products.sku AS registered, held.*, "
          + StockRow.COLUMNS
          + """

          FROM products
          LEFT JOIN stock ON stock.sku = products.sku
          CROSS JOIN LATERAL (
            SELECT count(*) AS held_count,
              coalesce(sum(quantity) FILTER (WHERE state = 'R'), 0) AS held_reserved,
              coalesce(sum(quantity) FILTER (WHERE state = 'S'), 0) AS held_sold
            FROM reservations WHERE reservations.sku = products.sku) AS held
          WHERE products.sku = ANY (?)
          """;

  /** Reads registered SKUs. */
  static SortedMap<Sku, Totals> read(Transaction transaction, Collection<Sku> skus) {
    var all = new TreeMap<Sku, Totals>();
    transaction
        .list(
            READ,
            (row, i) ->
                new Totals(
                    new Sku(row.getString("registered")),
                    row.getString("sku") == null ? null : StockRow.of(row),
                    row.getLong("held_reserved"),
                    row.getLong("held_sold"),
                    row.getLong("held_count")),
            (Object) ProductTable.values(skus))
        .forEach(totals -> all.put(totals.sku(), totals));
    return all;
  }

  /**
   * The same, without the row where this transaction made it anew, with nothing but zeros.
   *
   * @param isLost whether it did
   */
  Totals lost(boolean isLost) {
    return isLost ? new Totals(sku, null, reserved, sold, reservations) : this;
  }

  /** Units that are sold, those of forgotten orders among them. */
  long soldInAll() {
    return sold + (row == null ? 0 : row.soldForgotten());
  }

  /** The level with what was promised in place of what the counters say of it. */
  StockLevel level() {
    return row == null
        ? new StockLevel(sku, 0, 0, 0, 0)
        : new StockLevel(
            sku, row.supplied(), row.level().available(), reserved, soldInAll(), row.shortfall());
  }

  long version() {
    return row == null ? 0 : row.version();
  }

  /** What does not add up. */
  List<Finding> findings() {
    if (row == null) {
      return List.of(new Finding(Kind.MISSING_KEY, 0, "the row of its stock is gone"));
    }
    var findings = new ArrayList<Finding>();
    long discrepancy = row.level().discrepancy();
    if (discrepancy != 0) {
      findings.add(
          new Finding(
              Kind.COUNTERS_DISAGREE,
              Math.abs(discrepancy),
              discrepancy + " of " + row.supplied() + " supplied units are not accounted for"));
    }
    if (level().oversold() > 0) {
      findings.add(new Finding(Kind.OVERSOLD, level().oversold(), level().oversold() + " units"));
    }
    compare(Kind.RESERVED_TOTAL_DISAGREES, row.reserved(), reserved, "reservations", findings);
    compare(Kind.SOLD_TOTAL_DISAGREES, row.sold(), soldInAll(), "sold reservations", findings);
    return findings;
  }

  private static void compare(
      Kind kind, long total, long sum, String words, List<Finding> findings) {
    if (total != sum) {
      findings.add(
          new Finding(
              kind,
              Math.abs(total - sum),
              "the total says " + total + ", the " + words + " add up to " + sum));
    }
  }
}
