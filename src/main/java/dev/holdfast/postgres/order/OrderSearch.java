package dev.holdfast.postgres.order;

import dev.holdfast.order.FoundOrders;
import dev.holdfast.order.Order;
import dev.holdfast.order.OrderDamagedException;
import dev.holdfast.postgres.transaction.Transactions;
import dev.holdfast.stock.OrderId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Searches orders by what they name, the latest first, through the indexes {@code orders_reference}
 * and {@code orders_customer}. Those found past their deadline expire. Safe for use by many
 * threads.
 */
final class OrderSearch {
  private static final Logger log = LoggerFactory.getLogger(OrderSearch.class);

  private static final String BY_REFERENCE = by("reference");

  private static final String BY_CUSTOMER = by("customer");

  private final Transactions transactions;
  private final OrderDecider decider;

  OrderSearch(Transactions transactions, OrderDecider decider) {
    this.transactions = transactions;
    this.decider = decider;
  }

  /** What an index leaves out is compared, so that the planner may use it. */
  private static String by(String column) {
    return "SELECT "
        + OrderRow.COLUMNS
        + ", "
        + OrderTable.NOW
        + " AS now FROM orders WHERE %1$s = ? AND %1$s <> ''".formatted(column)
        + " ORDER BY created_at DESC, id LIMIT ?";
  }

  /** As {@link dev.holdfast.order.Orders#search}. */
  FoundOrders search(String reference, String customer, int most) {
    boolean byReference = !reference.isEmpty();
    // One more than looked at tells whether there are more.
    var rows =
        transactions.read(reading ->
            reading.list(
                byReference ? BY_REFERENCE : BY_CUSTOMER,
                (row, i) -> found(row),
                byReference ? reference : customer,
                most + 1));
    List<Order> orders =
        rows.stream()
            .limit(most)
            .flatMap(Optional::stream)
            .filter(found -> customer.isEmpty() || found.order().customer().equals(customer))
            .flatMap(found -> current(found).stream())
            .toList();
    return new FoundOrders(orders, rows.size() <= most);
  }

  private record Found(Order order, boolean overdue) {}

  /** Empty when it is damaged. */
  private static Optional<Found> found(ResultSet row) throws SQLException {
    try {
      OrderRow order = OrderRow.of(row);
      return Optional.of(new Found(order.order(), order.isOverdue(OrderRow.instant(row, "now"))));
    } catch (OrderDamagedException e) {
      log.warn("passed over in a search: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<Order> current(Found found) {
    OrderId id = found.order().id();
    return found.overdue() ? decider.find(id) : Optional.of(found.order());
  }
}
