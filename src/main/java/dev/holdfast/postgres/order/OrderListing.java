package dev.holdfast.postgres.order;

import dev.holdfast.order.Order;
import dev.holdfast.order.OrderDamagedException;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.Orders.Page;
import dev.holdfast.order.Orders.Position;
import dev.holdfast.postgres.transaction.Transactions;
import dev.holdfast.stock.OrderId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists orders by their time of change. Those found past their deadline expire, and so move to the
 * end. Safe for use by many threads.
 */
final class OrderListing {
  private static final Logger log = LoggerFactory.getLogger(OrderListing.class);

  /** How many orders one page looks at, whatever their status. */
  private static final int LOOKED_MAX = 2_000;

  private static final int STEP_MAX = 500;

  /** By the index {@code orders_listing}, in its order. */
  private static final String PAGE =
      "SELECT "
          + OrderRow.COLUMNS
          + ", "
          + OrderTable.NOW
          + """
           AS now FROM orders
          WHERE (updated_at, id) > (?, ?)
          ORDER BY updated_at, id LIMIT ?
          """;

  /** What PostgreSQL can compare; no order is newer. */
  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  private final Transactions transactions;
  private final OrderDecider decider;

  OrderListing(Transactions transactions, OrderDecider decider) {
    this.transactions = transactions;
    this.decider = decider;
  }

  /**
   * @param row null when it is damaged
   */
  private record Entry(Position position, @Nullable OrderRow row, boolean overdue) {}

  /** As {@link dev.holdfast.order.Orders#list}. */
  Page page(@Nullable OrderStatus status, Position from, int limit) {
    var found = new ArrayList<Order>();
    Position at = from;
    int looked = 0;
    while (looked < LOOKED_MAX) {
      int step = status == null ? limit + 1 : STEP_MAX;
      List<Entry> entries = entries(at, step);
      boolean moved = false;
      for (Entry entry : entries) {
        at = entry.position();
        looked++;
        if (entry.overdue()) {
          // It expires now, and is found again at its new position.
          moved = decider.find(new OrderId(at.order())).isPresent() || moved;
        } else if (entry.row() != null
            && (status == null || entry.row().order().status() == status)) {
          found.add(entry.row().order());
        }
        if (found.size() == limit) {
          boolean more =
              moved || entries.size() == step || !at.equals(entries.getLast().position());
          return new Page(found, more ? Optional.of(at) : Optional.empty());
        }
      }
      if (entries.size() < step && !moved) {
        return new Page(found, Optional.empty());
      }
    }
    return new Page(found, Optional.of(at));
  }

  private List<Entry> entries(Position after, int limit) {
    Instant time = after.time().isBefore(LATEST) ? after.time() : LATEST;
    return transactions.read(reading ->
        reading.list(
            PAGE,
            (row, i) -> {
              var position = new Position(OrderRow.instant(row, "updated_at"), row.getString("id"));
              try {
                OrderRow order = OrderRow.of(row);
                return new Entry(position, order, order.isOverdue(OrderRow.instant(row, "now")));
              } catch (OrderDamagedException e) {
                log.warn("passed over in the listing: {}", e.getMessage());
                return new Entry(position, null, false);
              }
            },
            OrderRow.parameter(time),
            after.order(),
            limit));
  }
}
