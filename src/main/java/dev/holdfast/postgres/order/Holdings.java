package dev.holdfast.postgres.order;

import dev.holdfast.order.OrderReturn;
import dev.holdfast.order.ReturnedUnits;
import dev.holdfast.postgres.stock.CustomerUnits;
import dev.holdfast.postgres.stock.Ledger;
import dev.holdfast.postgres.stock.StockChanges;
import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.stock.Movement;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockDamagedException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What orders hold: the statements on {@code reservations}, and the counters that move with them.
 * Safe for use by many threads.
 */
final class Holdings {
  private static final String OF_ORDER =
      """
      SELECT order_id, sku, quantity, state, customer FROM reservations WHERE order_id = ?
      """;

  private static final String SELL =
      """
      UPDATE reservations SET state = 'S' WHERE order_id = ? AND state = 'R'
      RETURNING order_id, sku, quantity, state, customer
      """;

  private static final String REMOVE =
      """
      DELETE FROM reservations WHERE order_id = ANY (?)
      RETURNING order_id, sku, quantity, state, customer
      """;

  private static final String HOLD =
      """
      INSERT INTO reservations (order_id, sku, quantity, state, customer)
      VALUES (?, ?, ?, ?::"char", ?)
      ON CONFLICT (order_id, sku)
      DO UPDATE SET quantity = excluded.quantity, state = excluded.state,
        customer = excluded.customer
      """;

  private static final String RELEASE_LINE =
      """
      DELETE FROM reservations WHERE order_id = ? AND sku = ?
      """;

  private final StockChanges changes;
  private final Ledger ledger;

  Holdings(StockChanges changes, Ledger ledger) {
    this.changes = changes;
    this.ledger = ledger;
  }

  /**
   * What an order holds of one SKU.
   *
   * @param sold whether it is sold, else reserved
   * @param customer for whom it is counted, empty for none
   */
  record Held(Sku sku, int quantity, boolean sold, String customer) {}

  private static Held held(ResultSet row) throws SQLException {
    return new Held(
        new Sku(row.getString("sku")),
        row.getInt("quantity"),
        row.getString("state").equals("S"),
        row.getString("customer"));
  }

  /** What an order holds, by SKU. */
  static SortedMap<Sku, Held> of(Transaction transaction, OrderId order) {
    var all = new TreeMap<Sku, Held>();
    transaction
        .list(OF_ORDER, (row, i) -> held(row), order.value())
        .forEach(held -> all.put(held.sku(), held));
    return all;
  }

  /** Sells what an order has reserved. */
  void sell(Transaction transaction, OrderId order) {
    var units = new StockChanges.Units();
    transaction
        .list(SELL, (row, i) -> held(row), order.value())
        .forEach(held -> units.sell(held.sku(), held.quantity()));
    changes.execute(transaction, units);
  }

  /** Gives back what an order has reserved. */
  void release(Transaction transaction, OrderId order) {
    changes.execute(transaction, released(transaction, List.of(order.value())));
  }

  /**
   * Gives back what orders have reserved, with one change for each SKU.
   *
   * @throws dev.holdfast.stock.StockDamagedException when the counters do not have all of that
   */
  void releaseAll(Transaction transaction, List<String> orders) {
    changes.executeAll(transaction, released(transaction, orders));
  }

  /**
   * Takes back units that an order has bought.
   *
   * @throws StockDamagedException when they are not sold, or the counters do not have them
   */
  void takeBack(Transaction transaction, OrderReturn returned) {
    var held = of(transaction, returned.order());
    var units = new StockChanges.Units();
    var counted = new CustomerUnits.Changes();
    var left = new ArrayList<Held>();
    for (ReturnedUnits line : returned.units()) {
      Held sold = held.get(line.sku());
      if (sold == null || !sold.sold() || sold.quantity() < line.units()) {
        throw new StockDamagedException(
            "%s has not sold %d units to order %s"
                .formatted(line.sku(), line.units(), returned.order()));
      }
      counted.add(line.sku(), sold.customer(), -line.units());
      left.add(new Held(line.sku(), sold.quantity() - line.units(), true, sold.customer()));
      units.takeBack(line.sku(), line.restocked() + line.notShipped(), line.writtenOff());
    }
    CustomerUnits.add(transaction, counted);
    write(transaction, returned.order(), left);
    changes.executeAll(transaction, units);
    returned.units().forEach(line -> book(transaction, line, returned.order()));
  }

  private void book(Transaction transaction, ReturnedUnits line, OrderId order) {
    book(transaction, line.sku(), Movement.Kind.RETURN, line.restocked(), order);
    book(transaction, line.sku(), Movement.Kind.WRITE_OFF, -line.writtenOff(), order);
    book(transaction, line.sku(), Movement.Kind.NOT_SHIPPED, line.notShipped(), order);
  }

  private void book(
      Transaction transaction, Sku sku, Movement.Kind kind, long units, OrderId order) {
    if (units != 0) {
      ledger.write(transaction, sku, kind, units, "", order.value());
    }
  }

  private static StockChanges.Units released(Transaction transaction, List<String> orders) {
    var units = new StockChanges.Units();
    var counted = new CustomerUnits.Changes();
    for (Held held : remove(transaction, orders)) {
      counted.add(held.sku(), held.customer(), -held.quantity());
      units.giveBack(held.sku(), held.quantity());
    }
    CustomerUnits.add(transaction, counted);
    return units;
  }

  /** Forgets what orders that have ended had. Units that were sold stay sold, and counted. */
  void forget(Transaction transaction, List<String> orders) {
    var units = new StockChanges.Units();
    for (Held held : remove(transaction, orders)) {
      units.forget(held.sku(), held.quantity());
    }
    changes.execute(transaction, units);
  }

  private static List<Held> remove(Transaction transaction, List<String> orders) {
    return transaction.list(REMOVE, (row, i) -> held(row), (Object) orders.toArray(String[]::new));
  }

  /** Writes what an order holds of each SKU; quantity 0 is nothing. */
  static void write(Transaction transaction, OrderId order, List<Held> holdings) {
    var held = new ArrayList<Object[]>();
    var released = new ArrayList<Object[]>();
    for (Held line : holdings) {
      if (line.quantity() == 0) {
        released.add(new Object[] {order.value(), line.sku().value()});
      } else {
        held.add(
            new Object[] {
              order.value(),
              line.sku().value(),
              line.quantity(),
              line.sold() ? "S" : "R",
              line.customer()
            });
      }
    }
    transaction.batch(RELEASE_LINE, released);
    transaction.batch(HOLD, held);
  }
}
