package dev.holdfast.postgres.order;

import dev.holdfast.lifecycle.PurchaseLimitCheck;
import dev.holdfast.lifecycle.SaleCheck;
import dev.holdfast.order.DecideResult;
import dev.holdfast.order.LinesResult;
import dev.holdfast.order.Order;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.postgres.order.Attempts.Attempt;
import dev.holdfast.postgres.order.Binder.Binding;
import dev.holdfast.postgres.order.Holdings.Held;
import dev.holdfast.postgres.stock.CustomerTakes;
import dev.holdfast.postgres.stock.CustomerUnits;
import dev.holdfast.postgres.strategy.Destination;
import dev.holdfast.postgres.strategy.Take;
import dev.holdfast.postgres.strategy.TakeResult;
import dev.holdfast.postgres.transaction.ContendedException;
import dev.holdfast.postgres.transaction.SkuPermits;
import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.postgres.transaction.Transactions;
import dev.holdfast.postgres.transaction.Transactions.Isolation;
import dev.holdfast.postgres.transaction.Transactions.Purpose;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.LimitViolation;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StrategyUnavailableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Changes the lines of reserved orders, all of a change or none, in one transaction: what the new
 * lines add is taken by the strategies, what they give up goes back. Safe for use by many threads.
 */
final class LineChanger {
  private final Transactions transactions;
  private final SkuPermits permits;
  private final Binder binder;
  private final StockSteps stock;
  private final Attempts attempts;
  private final OrderDecider decider;

  LineChanger(
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

  /** As {@link dev.holdfast.order.Orders#changeLines}. */
  LinesResult change(OrderId id, VersionCondition condition, Basket basket) {
    return attempts.run(basket.skus(), () -> changeOnce(id, condition, basket));
  }

  private Attempt<LinesResult> changeOnce(OrderId id, VersionCondition condition, Basket basket) {
    @Nullable Binding binding = null;
    @Nullable StrategyUnavailableException unusable = null;
    try {
      binding = binder.bind(basket);
    } catch (StrategyUnavailableException e) {
      // The order's own state comes first.
      unusable = e;
    }
    var attempt = new Attempted(id, condition, basket, binding, unusable);
    try {
      Attempt<LinesResult> changed =
          permits.within(
              basket.skus(),
              () -> transactions.run(Purpose.TAKE, attempt.isolation(), attempt::run));
      if (changed != null) {
        return changed;
      }
    } catch (ContendedException e) {
      // Too many want the same: answered below.
    }
    return new Attempt.Contended<>(new LinesResult.Refused(new Refusal.Contended()));
  }

  /** An attempt, whose transaction may run several times. */
  private final class Attempted {
    private final OrderId id;
    private final VersionCondition condition;
    private final Basket basket;
    private final @Nullable Binding binding;
    private final @Nullable StrategyUnavailableException unusable;

    /**
     * @param binding null when a strategy cannot be used, for the reason that {@code unusable}
     *     gives
     */
    Attempted(
        OrderId id,
        VersionCondition condition,
        Basket basket,
        @Nullable Binding binding,
        @Nullable StrategyUnavailableException unusable) {
      this.id = id;
      this.condition = condition;
      this.basket = basket;
      this.binding = binding;
      this.unusable = unusable;
    }

    Isolation isolation() {
      return binding instanceof Binding.Bound bound ? bound.isolation() : Isolation.READ_COMMITTED;
    }

    Attempt<LinesResult> run(Transaction transaction) {
      OrderTable.Locked current = decider.current(transaction, id);
      if (current == null) {
        return answer(new DecideResult.NotFound());
      }
      Order order = current.row().order();
      if (order.status() != OrderStatus.RESERVED) {
        return answer(new DecideResult.Forbidden(order));
      }
      if (order.basket().equals(basket)) {
        transaction.acknowledge();
        return answer(new DecideResult.Already(order));
      }
      if (unusable != null) {
        throw unusable;
      }
      if (!(binding instanceof Binding.Bound bound)) {
        return refused(transaction, ((Binding.Refused) Objects.requireNonNull(binding)).reason());
      }
      Optional<Refusal> refusal =
          SaleCheck.refusal(basket, sku -> listed(order, sku), bound.products())
              .or(() ->
                  PurchaseLimitCheck.refusal(
                      basket, sku -> listed(order, sku), bound.products(), order.customer()));
      if (refusal.isPresent()) {
        return refused(transaction, refusal.get());
      }
      if (!current.row().isMeant(condition)) {
        return answer(new DecideResult.Changed(order));
      }
      return new Change(transaction, current, basket, bound).make();
    }
  }

  private static Attempt<LinesResult> answer(DecideResult result) {
    return new Attempt.Answer<>(new LinesResult.Answered(result));
  }

  private static Attempt<LinesResult> refused(Transaction transaction, Refusal reason) {
    return transaction.rollingBack(new Attempt.Answer<>(new LinesResult.Refused(reason)));
  }

  private static int listed(Order order, Sku sku) {
    return order.basket().lines().stream()
        .filter(line -> line.sku().equals(sku))
        .mapToInt(Line::quantity)
        .sum();
  }

  /** A change of an order that allows it. */
  private final class Change {
    private final Transaction transaction;
    private final OrderTable.Locked current;
    private final Order order;
    private final Basket basket;
    private final Binding.Bound bound;
    private final Map<Sku, Held> before;
    private final List<Held> after = new ArrayList<>();
    private final Map<Sku, Take> takes = new LinkedHashMap<>();
    private final Map<Sku, Integer> givenBack = new TreeMap<>();
    private final CustomerUnits.Changes counted = new CustomerUnits.Changes();

    Change(Transaction transaction, OrderTable.Locked current, Basket basket, Binding.Bound bound) {
      this.transaction = transaction;
      this.current = current;
      this.order = current.row().order();
      this.basket = basket;
      this.bound = bound;
      this.before = new TreeMap<>(Holdings.of(transaction, order.id()));
    }

    Attempt<LinesResult> make() {
      basket.lines().forEach(this::keepOrTake);
      before.values().stream()
          .filter(held -> !basket.skus().contains(held.sku()))
          .forEach(this::giveUp);
      Optional<Refusal> saleEnded = bound.saleEnded(takes.keySet(), current.now());
      if (saleEnded.isPresent()) {
        return refused(transaction, saleEnded.get());
      }
      var excesses = excesses(CustomerUnits.add(transaction, counted));
      if (!excesses.isEmpty()) {
        return refused(transaction, new Refusal.BeyondLimit(excesses));
      }
      Optional<Refusal> tooOften =
          CustomerTakes.add(
              transaction, order.customer(), bound.rates(sku -> !before.containsKey(sku)));
      if (tooOften.isPresent()) {
        return refused(transaction, tooOften.get());
      }
      OrderRow changed = OrderTable.change(transaction, current.row(), basket, expiresAt());
      Holdings.write(transaction, order.id(), after);
      TakeResult result =
          stock.execute(transaction, takes, bound::type, Destination.RESERVED, givenBack);
      return switch (result) {
        case TakeResult.Taken() -> answer(new DecideResult.Decided(changed.order()));
        case TakeResult.NotEnough(var shortages) ->
            refused(transaction, new Refusal.InsufficientStock(shortages));
        case TakeResult.Stale() ->
            transaction.rollingBack(
                new Attempt.Rebind<>(new LinesResult.Refused(new Refusal.Contended())));
      };
    }

    private void keepOrTake(Line line) {
      Held held = before.getOrDefault(line.sku(), new Held(line.sku(), 0, false, ""));
      // An order counts from when its product has a limit, and then with all of its units.
      boolean counts = !held.customer().isEmpty();
      String customer = counts ? held.customer() : bound.counted(line.sku(), order.customer());
      counted.add(line.sku(), customer, line.quantity() - (counts ? held.quantity() : 0));
      after.add(new Held(line.sku(), line.quantity(), false, customer));
      int lacking = line.quantity() - held.quantity();
      if (lacking > 0) {
        takes.put(
            line.sku(),
            new Take(line.sku(), lacking, held.quantity(), bound.product(line.sku()).epoch()));
      } else if (lacking < 0) {
        givenBack.put(line.sku(), -lacking);
      }
    }

    private void giveUp(Held held) {
      counted.add(held.sku(), held.customer(), -held.quantity());
      after.add(new Held(held.sku(), 0, false, ""));
      givenBack.put(held.sku(), held.quantity());
    }

    /** A line that adds nothing asks for nothing that a limit could refuse. */
    private List<LimitViolation> excesses(Map<CustomerUnits.Key, Long> units) {
      var excesses = new ArrayList<LimitViolation>();
      for (Line line : basket.lines()) {
        Integer max = bound.product(line.sku()).terms().limits().perCustomer();
        long has = CustomerUnits.of(units, line.sku(), order.customer()) - line.quantity();
        if (max != null
            && !order.customer().isEmpty()
            && takes.containsKey(line.sku())
            && has + line.quantity() > max) {
          excesses.add(
              new LimitViolation(
                  line.sku(), LimitViolation.Limit.PER_CUSTOMER, max, line.quantity(), has));
        }
      }
      return excesses;
    }

    /** What is new in the order can only bring its deadline forward. */
    private Instant expiresAt() {
      return bound
          .reservationTime(product -> listed(order, product.sku()) == 0)
          .map(time -> current.now().plus(time))
          .filter(deadline -> deadline.isBefore(order.expiresAt()))
          .orElse(order.expiresAt());
    }
  }
}
