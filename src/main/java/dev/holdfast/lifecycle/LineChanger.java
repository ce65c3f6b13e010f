package dev.holdfast.lifecycle;

import dev.holdfast.order.LinesResult;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.stock.StrategyUnavailableException;
import dev.holdfast.store.Attempt;
import dev.holdfast.store.LinesDraft;
import dev.holdfast.store.LinesStep;
import dev.holdfast.store.OneView;
import dev.holdfast.store.OrderRecord;
import dev.holdfast.store.OrderRecords;
import dev.holdfast.store.RecordResult;
import dev.holdfast.store.ReserveRequest;
import dev.holdfast.store.ReserveResult;
import dev.holdfast.store.StockLine;
import dev.holdfast.store.StockStrategy;
import dev.holdfast.strategy.Binding;
import dev.holdfast.strategy.Route;
import dev.holdfast.strategy.StrategyBindings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Changes the lines of reserved orders, all of a change or none. A claim makes a new attempt; that
 * takes what the new lines add, while the order keeps what it has; then the record has the new
 * lines, and what they list no more goes back. Until the record says so, nothing is given up; from
 * then on any process may give it back. Safe for use by many threads.
 *
 * <p>Where a strategy can do all of it in one step, it does; the meaning is the same.
 */
public final class LineChanger {
  private final OrderRecords records;
  private final StrategyBindings strategyBindings;
  private final BoundedRetry retry;
  private final OrderSettler orderSettler;
  private final BooleanSupplier storeFull;

  /**
   * @param storeFull whether the store's memory is kept for orders that exist
   */
  public LineChanger(
      OrderRecords records,
      StrategyBindings strategyBindings,
      OrderSettler orderSettler,
      PlacingSettings settings,
      BooleanSupplier storeFull) {
    this.records = records;
    this.strategyBindings = strategyBindings;
    this.retry = new BoundedRetry(strategyBindings, settings);
    this.orderSettler = orderSettler;
    this.storeFull = storeFull;
  }

  /**
   * Replaces the lines of an order. The same lines again change nothing. Another change of it that
   * is under way is waited for, within a bound.
   *
   * @throws StrategyUnavailableException when a product is bound to a strategy that cannot be used
   *     here
   * @throws StoreUnavailableException when the order is as it was
   * @throws OutcomeUnknownException when it may have been changed
   */
  public LinesResult change(OrderId order, VersionCondition condition, Basket basket) {
    return retry.answer(
        basket.skus(),
        () -> OneView.during(() -> changeOnce(order, condition, basket)),
        answer -> answer instanceof LinesResult.InProgress,
        LinesResult.Refused::new);
  }

  private static Attempt<LinesResult> answered(RecordResult result) {
    return new Attempt.Answered<>(new LinesResult.Answered(result.answer()));
  }

  private Attempt<LinesResult> changeOnce(OrderId id, VersionCondition condition, Basket basket) {
    OrderRecord order = records.find(id).orElse(null);
    if (order == null) {
      return answered(new RecordResult.NotFound());
    }
    if (order.status() != OrderStatus.RESERVED) {
      return answered(new RecordResult.Forbidden(order));
    }
    Attempt<LinesResult> result;
    try {
      result = changeOnce(order, condition, basket);
    } catch (StrategyUnavailableException e) {
      if (order.basket().equals(basket)) {
        return answered(new RecordResult.Already(order));
      }
      throw e;
    }
    // What it has already is no question of what it could be given now.
    return result instanceof Attempt.NotReserved && order.basket().equals(basket)
        ? answered(new RecordResult.Already(order))
        : result;
  }

  private Attempt<LinesResult> changeOnce(
      OrderRecord order, VersionCondition condition, Basket basket) {
    if (storeFull.getAsBoolean() && addsUnits(order, basket)) {
      return new Attempt.NotReserved<>(new ReserveResult.Refused(new Refusal.StoreFull(), true));
    }
    return switch (strategyBindings.bind(basket, order.customer())) {
      case Binding.Refused(var reason) -> new Attempt.NotReserved<>(reason);
      case Binding.Bound bound ->
          SaleCheck.refusal(basket, order::listed, bound.products())
              .or(() ->
                  PurchaseLimitCheck.refusal(
                      basket, order::listed, bound.products(), order.customer()))
              .<Attempt<LinesResult>>map(
                  refusal -> new Attempt.NotReserved<>(new ReserveResult.Refused(refusal, true)))
              .orElseGet(() -> changeBy(order, condition, basket, bound));
    };
  }

  private Attempt<LinesResult> changeBy(
      OrderRecord order, VersionCondition condition, Basket basket, Binding.Bound bound) {
    // An order that takes in a product may stay reserved as long as that allows, from then on.
    @Nullable Duration time =
        bound.reservationTime(product -> order.listed(product.sku()) == 0).orElse(null);
    return switch (bound.route()) {
      case Route.OneScript(var strategy, var lines) ->
          strategy.change(new LinesDraft(order, condition, basket, lines, time));
      case Route.StepByStep(var groups) ->
          switch (records.claimLines(order.id(), condition, basket)) {
            case LinesStep.Answered(RecordResult.Decided(var claimed)) ->
                new Change(claimed, condition, basket, time).by(groups);
            case LinesStep other -> new Attempt.Answered<>(other.answer());
          };
    };
  }

  private static boolean addsUnits(OrderRecord order, Basket basket) {
    return basket.lines().stream().anyMatch(line -> line.quantity() > order.listed(line.sku()));
  }

  /** A change that has claimed its order. */
  private final class Change {
    private final OrderRecord claimed;
    private final VersionCondition condition;
    private final Basket basket;
    private final @Nullable Duration reservationTime;

    Change(
        OrderRecord claimed,
        VersionCondition condition,
        Basket basket,
        @Nullable Duration reservationTime) {
      this.claimed = claimed;
      this.condition = condition;
      this.basket = basket;
      this.reservationTime = reservationTime;
    }

    Attempt<LinesResult> by(List<Route.Group> groups) {
      try {
        return groups.size() == 1 ? byOne(groups) : bySeveral(groups);
      } catch (StoreUnavailableException e) {
        OneView.anew(this::settleIfPossible);
        throw e;
      }
    }

    /** All its steps in one critical section, where there is one. */
    private Attempt<LinesResult> byOne(List<Route.Group> groups) {
      var group = groups.getFirst();
      var skus = new TreeSet<>(claimed.skus());
      skus.addAll(basket.skus());
      return group
          .strategy()
          .inCriticalSection(
              claimed.id(),
              skus,
              section ->
                  take(section, group.lines())
                      .orElseGet(() -> write(step -> section.giveBack(skus, step))))
          .orElseGet(this::contended);
    }

    /** The takes one after the other; no lock is held from one strategy to the next. */
    private Attempt<LinesResult> bySeveral(List<Route.Group> groups) {
      for (var group : groups) {
        Set<Sku> skus = new TreeSet<>();
        group.lines().forEach(line -> skus.add(line.sku()));
        Optional<Attempt<LinesResult>> refusal =
            group
                .strategy()
                .inCriticalSection(claimed.id(), skus, section -> take(section, group.lines()))
                .orElseGet(() -> Optional.of(contended()));
        if (refusal.isPresent()) {
          return refusal.get();
        }
      }
      return write(Runnable::run);
    }

    private Attempt<LinesResult> contended() {
      return refused(ReserveResult.contended(true));
    }

    /** Empty when the lines are taken. */
    private Optional<Attempt<LinesResult>> take(
        StockStrategy.CriticalSection section, List<StockLine> lines) {
      var request = ReserveRequest.ofChange(claimed.id(), claimed.attempt(), lines);
      try {
        return section.reserve(request) instanceof ReserveResult.NotReserved reason
            ? Optional.of(refused(reason))
            : Optional.empty();
      } catch (OutcomeUnknownException e) {
        section.resolve(
            request, () -> orderSettler.resolveLineChange(claimed.id(), claimed.attempt()));
        // It has not taken, or what it took is back: the order is as it was.
        throw new StoreUnavailableException("the take of a change was not answered", e);
      }
    }

    private Attempt<LinesResult> refused(ReserveResult.NotReserved reason) {
      settleIfPossible();
      if (reason.answer() instanceof Refusal.UnknownSku(var skus)) {
        strategyBindings.forget(skus);
      }
      return new Attempt.NotReserved<>(reason);
    }

    private Attempt<LinesResult> write(GivingBack givingBack) {
      LinesStep result = written();
      if (result instanceof LinesStep.Answered(RecordResult.Decided(var written))) {
        givingBack.in(() -> settle(written));
      } else {
        settleIfPossible();
      }
      return new Attempt.Answered<>(result.answer());
    }

    private LinesStep written() {
      try {
        return records.writeLines(
            claimed.id(), claimed.attempt(), condition, basket, reservationTime);
      } catch (OutcomeUnknownException e) {
        // The lines that it has then are final: Redis rejects a late write.
        settleIfPossible();
        throw e;
      }
    }

    private void settle(OrderRecord written) {
      orderSettler.orLeave(
          claimed.id(),
          () -> {
            if (written.status() == OrderStatus.RESERVED) {
              orderSettler.giveBackBeyond(written);
            } else {
              orderSettler.settle(written);
            }
          });
    }

    /** What may be held beyond the lines goes back, if the store lets us. */
    private void settleIfPossible() {
      orderSettler.orLeave(
          claimed.id(), () -> orderSettler.resolveLineChange(claimed.id(), claimed.attempt()));
    }
  }

  /** Where units are given back. */
  @FunctionalInterface
  private interface GivingBack {
    void in(Runnable step);
  }
}
