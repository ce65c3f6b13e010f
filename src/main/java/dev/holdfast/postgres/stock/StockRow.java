package dev.holdfast.postgres.stock;

import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The row of a SKU in {@code stock}, as one statement read it.
 *
 * @param epoch what a take has to name
 * @param shortfall units that a stock count did not find and that are promised
 * @param oversold units that were promised twice, which a reconciliation found
 * @param version grows with every change of the row
 */
public record StockRow(
    Sku sku,
    long epoch,
    long supplied,
    long available,
    long reserved,
    long sold,
    long shortfall,
    long oversold,
    long soldForgotten,
    long version) {
  /** Its columns, for a SELECT. What is sold by the unit is counted, in the same snapshot. */
  public static final String COLUMNS =
      """
      stock.sku, stock.epoch, stock.supplied,
      CASE WHEN stock.by_unit THEN (SELECT count(*) FROM units WHERE units.sku = stock.sku)
        ELSE stock.available END AS available,
      CASE WHEN stock.by_unit THEN (
          SELECT coalesce(sum(quantity), 0) FROM reservations
          WHERE reservations.sku = stock.sku AND state = 'R')
        ELSE stock.reserved END AS reserved,
      CASE WHEN stock.by_unit THEN stock.sold_forgotten + (
          SELECT coalesce(sum(quantity), 0) FROM reservations
          WHERE reservations.sku = stock.sku AND state = 'S')
        ELSE stock.sold END AS sold,
      stock.shortfall, stock.oversold, stock.sold_forgotten, stock.version
      """;

  /** Reads the row that a cursor is at. */
  public static StockRow of(ResultSet row) throws SQLException {
    return new StockRow(
        new Sku(row.getString("sku")),
        row.getLong("epoch"),
        row.getLong("supplied"),
        row.getLong("available"),
        row.getLong("reserved"),
        row.getLong("sold"),
        row.getLong("shortfall"),
        row.getLong("oversold"),
        row.getLong("sold_forgotten"),
        row.getLong("version"));
  }

  /** The level; units that were promised twice make what is available negative. */
  public StockLevel level() {
    return new StockLevel(sku, supplied, available - oversold, reserved, sold, shortfall);
  }
}
