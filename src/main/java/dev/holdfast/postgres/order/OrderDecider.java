package dev.holdfast.postgres.order;

import dev.holdfast.order.DecideResult;
import dev.holdfast.order.ExtensionBounds;
import dev.holdfast.order.Order;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.postgres.product.ProductTable;
import dev.holdfast.postgres.transaction.ContendedException;
import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.postgres.transaction.Transactions;
import dev.holdfast.stock.OrderId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an order's owner decides, and what its deadline does. A status that forbids a decision
 * counts before the version that was meant, and a decision that was made before is answered again
 * whatever version was. Safe for use by many threads.
 */
final class OrderDecider {
  private final Transactions transactions;
  private final Holdings holdings;
  private final Duration reservedMax;

  /**
   * @param reservedMax how long an order may stay reserved in all, where its products say nothing
   */
  OrderDecider(Transactions transactions, Holdings holdings, Duration reservedMax) {
    this.transactions = transactions;
    this.holdings = holdings;
    this.reservedMax = reservedMax;
  }

  /** Confirms an order that is reserved, and sells its lines. */
  DecideResult confirm(OrderId id, VersionCondition condition) {
    return decide(id, condition, OrderStatus.CONFIRMED);
  }

  /** Cancels an order that is reserved, and gives its lines back. */
  DecideResult cancel(OrderId id, VersionCondition condition) {
    return decide(id, condition, OrderStatus.CANCELLED);
  }

  private DecideResult decide(OrderId id, VersionCondition condition, OrderStatus status) {
    try {
      return transactions.run(transaction -> decide(transaction, id, condition, status));
    } catch (ContendedException e) {
      return new DecideResult.Contended(id);
    }
  }

  private DecideResult decide(
      Transaction transaction, OrderId id, VersionCondition condition, OrderStatus status) {

    OrderTable.Locked current = current(transaction, id);
    if (current == null) {
      return new DecideResult.NotFound();
    }
    OrderRow row = current.row();
    if (row.order().status() == status) {
      transaction.acknowledge();
      return new DecideResult.Already(row.order());
    }
    if (row.order().status() != OrderStatus.RESERVED) {
      return new DecideResult.Forbidden(row.order());
    }
    if (!row.isMeant(condition)) {
      return new DecideResult.Changed(row.order());
    }
    return new DecideResult.Decided(end(transaction, row, status).order());
  }

  /** Gives a locked order its end, and what it holds goes with it. */
  private OrderRow end(Transaction transaction, OrderRow row, OrderStatus status) {
    OrderId id = row.order().id();
    OrderRow ended = OrderTable.changeStatus(transaction, row, status);
    if (status == OrderStatus.CONFIRMED) {
      holdings.sell(transaction, id);
    } else {
      holdings.release(transaction, id);
    }
    return ended;
  }

  /** Locks an order, and enforces its deadline by the server's clock; null when there is none. */
  OrderTable.@Nullable Locked current(Transaction transaction, OrderId id) {
    transaction.concerns(List.of(id), List.of());
    OrderTable.Locked locked = OrderTable.lock(transaction, id);
    return locked != null && locked.row().isOverdue(locked.now())
        ? new OrderTable.Locked(end(transaction, locked.row(), OrderStatus.EXPIRED), locked.now())
        : locked;
  }

  /** Reads an order; its deadline is enforced. */
  Optional<Order> find(OrderId id) {
    return found(id).map(OrderRow::order);
  }

  /** The same with its fingerprint. */
  Optional<OrderRow> found(OrderId id) {
    OrderTable.Locked found = transactions.read(reading -> OrderTable.find(reading, id));
    if (found != null && found.row().isOverdue(found.now())) {
      found = transactions.run(transaction -> current(transaction, id));
    }
    return Optional.ofNullable(found).map(OrderTable.Locked::row);
  }

  /** As {@link dev.holdfast.order.Orders#extend}. */
  Optional<DecideResult> extend(OrderId id, VersionCondition condition, Instant deadline) {
    Instant wanted = deadline.truncatedTo(ChronoUnit.MILLIS);
    try {
      return transactions.run(transaction -> extend(transaction, id, condition, wanted));
    } catch (ContendedException e) {
      return Optional.of(new DecideResult.Contended(id));
    }
  }

  private Optional<DecideResult> extend(
      Transaction transaction, OrderId id, VersionCondition condition, Instant wanted) {
    OrderTable.Locked current = current(transaction, id);
    if (current == null) {
      return Optional.of(new DecideResult.NotFound());
    }
    Order order = current.row().order();
    if (order.status() != OrderStatus.RESERVED) {
      return Optional.of(new DecideResult.Forbidden(order));
    }
    if (!wanted.isAfter(current.now())) {
      return Optional.empty();
    }
    var bounds =
        ExtensionBounds.of(
            ProductTable.find(transaction, order.basket().skus()).values(), reservedMax);
    Instant latest = order.createdAt().plus(bounds.reservedMax());
    Instant until = wanted.isBefore(latest) ? wanted : latest;
    if (!until.isAfter(order.expiresAt())) {
      transaction.acknowledge();
      return Optional.of(new DecideResult.Already(order));
    }
    if (!current.row().isMeant(condition)) {
      return Optional.of(new DecideResult.Changed(order));
    }
    if (bounds.areSpent(current.row().extensions())) {
      return Optional.of(new DecideResult.ExtensionsSpent(order, bounds));
    }
    return Optional.of(
        new DecideResult.Decided(OrderTable.extend(transaction, current.row(), until).order()));
  }
}
