package dev.holdfast.postgres.order;

import dev.holdfast.order.DecideResult;
import dev.holdfast.order.Order;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.ReReserveResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.postgres.order.Attempts.Attempt;
import dev.holdfast.postgres.order.Binder.Binding;
import dev.holdfast.postgres.order.Holdings.Held;
import dev.holdfast.postgres.stock.CustomerUnits;
import dev.holdfast.postgres.strategy.Destination;
import dev.holdfast.postgres.strategy.Take;
import dev.holdfast.postgres.strategy.TakeResult;
import dev.holdfast.postgres.transaction.ContendedException;
import dev.holdfast.postgres.transaction.SkuPermits;
import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.postgres.transaction.Transactions;
import dev.holdfast.postgres.transaction.Transactions.Purpose;
import dev.holdfast.stock.LimitViolation;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Confirms orders that may have expired before they were paid: the lines of an expired one are
 * taken again and sold in one transaction, or it stays as it is. Safe for use by many threads.
 */
final class ReReserver {
  private final Transactions transactions;
  private final SkuPermits permits;
  private final Binder binder;
  private final StockSteps stock;
  private final Attempts attempts;
  private final OrderDecider decider;

  ReReserver(
      Transactions transactions,
      SkuPermits permits,
      Binder binder,
      StockSteps stock,
      Attempts attempts,
      OrderDecider decider) {
    this.transactions = transactions;
    this.permits = permits;
    this.binder = binder;
    this.stock = stock;
    this.attempts = attempts;
    this.decider = decider;
  }

  /** As {@link dev.holdfast.order.Orders#confirmOrReReserve}. */
  ReReserveResult confirm(OrderId id, VersionCondition condition) {
    DecideResult result = decider.confirm(id, condition);
    return result instanceof DecideResult.Forbidden(Order order)
            && order.status() == OrderStatus.EXPIRED
        ? attempts.run(order.basket().skus(), () -> reviveOnce(order, condition))
        : new ReReserveResult.Answered(result);
  }

  /** The lines of an order that has ended do not change any more. */
  private Attempt<ReReserveResult> reviveOnce(Order expired, VersionCondition condition) {
    return switch (binder.bind(expired.basket())) {
      case Binding.Refused(var reason) -> new Attempt.Answer<>(new ReReserveResult.Refused(reason));
      case Binding.Bound bound -> {
        try {
          Attempt<ReReserveResult> revived =
              permits.within(
                  expired.basket().skus(),
                  () ->
                      transactions.run(
                          Purpose.TAKE,
                          bound.isolation(),
                          transaction -> revive(transaction, expired.id(), condition, bound)));
          if (revived != null) {
            yield revived;
          }
        } catch (ContendedException e) {
          // Too many want the same: answered below.
        }
        yield new Attempt.Contended<>(new ReReserveResult.Refused(new Refusal.Contended()));
      }
    };
  }

  private Attempt<ReReserveResult> revive(
      Transaction transaction, OrderId id, VersionCondition condition, Binding.Bound bound) {
    OrderTable.Locked current = decider.current(transaction, id);
    if (current == null) {
      return answer(new DecideResult.NotFound());
    }
    OrderRow row = current.row();
    if (row.order().status() != OrderStatus.EXPIRED) {
      // Another call was faster.
      transaction.acknowledge();
      return answer(
          row.order().status() == OrderStatus.CONFIRMED
              ? new DecideResult.Already(row.order())
              : new DecideResult.Forbidden(row.order()));
    }
    if (!row.isMeant(condition)) {
      return answer(new DecideResult.Changed(row.order()));
    }
    // An expired order has given its units back: all of them are taken again.
    Optional<Refusal> notOnSale = bound.saleEnded(row.order().basket().skus(), current.now());
    return notOnSale.isPresent()
        ? refused(transaction, notOnSale.get())
        : take(transaction, row, bound);
  }

  private Attempt<ReReserveResult> take(
      Transaction transaction, OrderRow row, Binding.Bound bound) {
    Order order = row.order();
    var counted = new CustomerUnits.Changes();
    var holdings = new ArrayList<Held>();
    var takes = new LinkedHashMap<Sku, Take>();
    for (Line line : order.basket().lines()) {
      String customer = bound.counted(line.sku(), order.customer());
      counted.add(line.sku(), customer, line.quantity());
      holdings.add(new Held(line.sku(), line.quantity(), true, customer));
      takes.put(
          line.sku(), new Take(line.sku(), line.quantity(), 0, bound.product(line.sku()).epoch()));
    }
    var units = CustomerUnits.add(transaction, counted);
    var excesses = new ArrayList<LimitViolation>();
    for (Line line : order.basket().lines()) {
      Integer max = bound.product(line.sku()).terms().limits().perCustomer();
      long has = CustomerUnits.of(units, line.sku(), order.customer()) - line.quantity();
      if (max != null && !order.customer().isEmpty() && has + line.quantity() > max) {
        excesses.add(
            new LimitViolation(
                line.sku(), LimitViolation.Limit.PER_CUSTOMER, max, line.quantity(), has));
      }
    }
    if (!excesses.isEmpty()) {
      return refused(transaction, new Refusal.BeyondLimit(excesses));
    }
    OrderRow confirmed = OrderTable.changeStatus(transaction, row, OrderStatus.CONFIRMED);
    Holdings.write(transaction, order.id(), holdings);
    return switch (stock.execute(transaction, takes, bound::type, Destination.SOLD, Map.of())) {
      case TakeResult.Taken() -> answer(new DecideResult.Decided(confirmed.order()));
      case TakeResult.NotEnough(var shortages) ->
          refused(transaction, new Refusal.InsufficientStock(shortages));
      case TakeResult.Stale() ->
          transaction.rollingBack(
              new Attempt.Rebind<>(new ReReserveResult.Refused(new Refusal.Contended())));
    };
  }

  private static Attempt<ReReserveResult> answer(DecideResult result) {
    return new Attempt.Answer<>(new ReReserveResult.Answered(result));
  }

  private static Attempt<ReReserveResult> refused(Transaction transaction, Refusal reason) {
    return transaction.rollingBack(new Attempt.Answer<>(new ReReserveResult.Refused(reason)));
  }
}
