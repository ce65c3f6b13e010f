package dev.holdfast.postgres.inventory;

import dev.holdfast.postgres.transaction.Transactions;
import dev.holdfast.stock.HeldUnits;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lists what orders hold of a product, in the order of their ids; each page as of one moment. */
record ReservationListing(Transactions transactions) {
  /**
   * The product's row stands in front of its page, so that an unknown product has no row at all.
   * The page is a range of the index {@code reservations_sku}.
   */
  private static final String PAGE =
      """
      SELECT held.order_id, held.state, held.quantity
      FROM stock LEFT JOIN (
        SELECT order_id, state, quantity FROM reservations WHERE sku = ? AND order_id > ?
        ORDER BY order_id LIMIT ?) AS held ON true
      WHERE stock.sku = ?
      ORDER BY held.order_id
      """;

  /** As {@link dev.holdfast.stock.Inventory#held}. */
  Optional<HeldUnits.Page> page(Sku sku, @Nullable String after, int limit) {
    // One of another store has a number in front of the order.
    String from = after == null ? "" : after.substring(after.indexOf('-') + 1);
    // One more than asked for tells whether there is a next page.
    var rows =
        transactions.read(reading ->
            reading.list(PAGE, (row, i) -> held(row), sku.value(), from, limit + 1, sku.value()));
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    var held = rows.stream().flatMap(Optional::stream).toList();
    return Optional.of(
        held.size() > limit
            ? new HeldUnits.Page(
                held.subList(0, limit), Optional.of(held.get(limit - 1).order().value()))
            : new HeldUnits.Page(held, Optional.empty()));
  }

  private static Optional<HeldUnits> held(ResultSet row) throws SQLException {
    String order = row.getString("order_id");
    return order == null
        ? Optional.empty()
        : Optional.of(
            new HeldUnits(
                new OrderId(order),
                "S".equals(row.getString("state"))
                    ? HeldUnits.State.SOLD
                    : HeldUnits.State.RESERVED,
                row.getInt("quantity")));
  }
}
