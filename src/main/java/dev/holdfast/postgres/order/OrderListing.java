package dev.holdfast.postgres.order;

import dev.holdfast.order.Order;
import dev.holdfast.order.OrderDamagedException;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.Orders.Page;
import dev.holdfast.order.Orders.Position;
import dev.holdfast.postgres.event.Sequencer;
import dev.holdfast.postgres.transaction.Transactions;
import dev.holdfast.stock.OrderId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists orders by the places that the sequencer gives them: a change that commits late gets a later
 * place than all that could be read before it. At the end of the listing a page waits until every
 * change of before the call has its place, so an order that was answered is there. Those found past
 * their deadline expire, and so move to the end. Safe for use by many threads.
 */
final class OrderListing {
  private static final Logger log = LoggerFactory.getLogger(OrderListing.class);

  /** How many orders one page looks at, whatever their status. */
  private static final int LOOKED_MAX = 2_000;

  private static final int STEP_MAX = 500;

  /**
   * By the index {@code listing_place}, in its order, and each order by its primary key. One whose
   * last change has no place yet comes at the end, and not here too.
   */
  private static final String PAGE =
      "SELECT "
          + OrderRow.COLUMNS
          + ", "
          + OrderTable.NOW
          + """
           AS now, listed_at, pos
          FROM listing JOIN orders
            ON orders.id = listing.order_id AND orders.version = listing.version
          WHERE (listed_at, pos) > (?, ?)
          ORDER BY listed_at, pos LIMIT ?
          """;

  /** What PostgreSQL can compare; no order is newer. */
  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  private final Transactions transactions;
  private final OrderDecider decider;
  private final Sequencer sequencer;

  OrderListing(Transactions transactions, OrderDecider decider, Sequencer sequencer) {
    this.transactions = transactions;
    this.decider = decider;
    this.sequencer = sequencer;
  }

  /**
   * @param row null when it is damaged
   */
  private record Entry(Position position, String order, @Nullable OrderRow row, boolean overdue) {}

  /** As {@link dev.holdfast.order.Orders#list}. */
  Page page(@Nullable OrderStatus status, Position from, int limit) {
    int step = status == null ? limit + 1 : STEP_MAX;
    var found = new ArrayList<Order>();
    Position at = from;
    boolean allListed = false;
    for (int looked = 0; looked < LOOKED_MAX; ) {
      List<Entry> entries = entries(at, step);
      if (entries.size() < step && !allListed) {
        if (!sequencer.listAll()) {
          return new Page(found, Optional.of(at));
        }
        allListed = true;
        entries = entries(at, step);
      }
      for (Entry entry : entries) {
        at = entry.position();
        looked++;
        if (entry.overdue()) {
          // It expires now, and is found again at its new place.
          allListed = decider.find(new OrderId(entry.order())).isEmpty() && allListed;
        } else if (entry.row() != null
            && (status == null || entry.row().order().status() == status)) {
          found.add(entry.row().order());
        }
        if (found.size() == limit) {
          boolean more =
              !allListed || entries.size() == step || !at.equals(entries.getLast().position());
          return new Page(found, more ? Optional.of(at) : Optional.empty());
        }
      }
      if (entries.size() < step && allListed) {
        return new Page(found, Optional.empty());
      }
    }
    return new Page(found, Optional.of(at));
  }

  private List<Entry> entries(Position after, int limit) {
    Instant time = after.time().isBefore(LATEST) ? after.time() : LATEST;
    // A cursor of before there were numbers begins at its time.
    long rank = NUMBER.matcher(after.rank()).matches() ? Long.parseLong(after.rank()) : 0;
    return transactions.read(reading ->
        reading.list(
            PAGE,
            (row, i) -> {
              var position =
                  new Position(
                      OrderRow.instant(row, "listed_at"), Long.toString(row.getLong("pos")));
              String id = row.getString("id");
              try {
                OrderRow order = OrderRow.of(row);
                return new Entry(
                    position, id, order, order.isOverdue(OrderRow.instant(row, "now")));
              } catch (OrderDamagedException e) {
                log.warn("passed over in the listing: {}", e.getMessage());
                return new Entry(position, id, null, false);
              }
            },
            OrderRow.parameter(time),
            rank,
            limit));
  }
}
