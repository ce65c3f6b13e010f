package dev.holdfast.lifecycle;

import dev.holdfast.order.LinesDraft;
import dev.holdfast.order.LinesResult;
import dev.holdfast.order.OneStepStrategy;
import dev.holdfast.order.OrderRecord;
import dev.holdfast.order.OrderRecords;
import dev.holdfast.order.OrderRecords.DecideResult;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OneView;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.ReserveRequest;
import dev.holdfast.stock.ReserveResult;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockDamagedException;
import dev.holdfast.stock.StockLine;
import dev.holdfast.stock.StockStrategy;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.stock.StrategyUnavailableException;
import dev.holdfast.strategy.Strategies;
import dev.holdfast.strategy.StrategyType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes the lines of reserved orders, all of a change or none. A claim makes a new attempt; that
 * takes what the new lines add, while the order keeps what it has; then the record has the new
 * lines, and what they list no more goes back. Until the record says so, nothing is given up; from
 * then on whoever gets to it gives it back. Safe for use by many threads.
 *
 * <p>Where a strategy can do all of it in one step, it does; the meaning is the same.
 */
public final class LineChanger {
  private static final Logger log = LoggerFactory.getLogger(LineChanger.class);

  private final OrderRecords records;
  private final StrategyBindings strategyBindings;
  private final Strategies strategies;
  private final OrderPlacer orderPlacer;
  private final OrderSettler orderSettler;
  private final PlacingSettings settings;
  private final boolean oneStep;

  /**
   * @param oneStep whether a change by one {@link OneStepStrategy} may be made in one step; false
   *     on a Cluster
   */
  public LineChanger(
      OrderRecords records,
      StrategyBindings strategyBindings,
      Strategies strategies,
      OrderPlacer orderPlacer,
      OrderSettler orderSettler,
      PlacingSettings settings,
      boolean oneStep) {
    this.records = records;
    this.strategyBindings = strategyBindings;
    this.strategies = strategies;
    this.orderPlacer = orderPlacer;
    this.orderSettler = orderSettler;
    this.settings = settings;
    this.oneStep = oneStep;
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
    long waitUntil = System.nanoTime() + settings.inProgressWait().toNanos();
    int stale = 0;
    while (true) {
      LinesResult result = OneView.during(() -> changeOnce(order, condition, basket));
      if (result instanceof LinesResult.InProgress && System.nanoTime() < waitUntil) {
        LockSupport.parkNanos(settings.inProgressPoll().toNanos());
      } else if (lostItsCounter(result) && ++stale <= settings.staleRetriesMax()) {
        strategyBindings.forget(basket.skus());
      } else if (isStale(result)) {
        strategyBindings.forget(basket.skus());
        if (++stale > settings.staleRetriesMax()) {
          return new LinesResult.Refused(new ReserveResult.Contended(false));
        }
      } else {
        return result;
      }
    }
  }

  /** As with placing: a counter's epoch may have ended on the way. */
  private boolean lostItsCounter(LinesResult result) {
    return result instanceof LinesResult.Refused(ReserveResult.UnknownSku(var skus, var untouched))
        && strategyBindings.find(skus).keySet().containsAll(skus);
  }

  private static boolean isStale(LinesResult result) {
    return result instanceof LinesResult.Moved
        || (result instanceof LinesResult.Refused(ReserveResult.Refused reason)
            && (reason instanceof ReserveResult.Stale || reason instanceof ReserveResult.Resolved));
  }

  private LinesResult changeOnce(OrderId id, VersionCondition condition, Basket basket) {
    OrderRecord order = records.find(id).orElse(null);
    if (order == null) {
      return new LinesResult.Answered(new DecideResult.NotFound());
    }
    if (order.status() != OrderStatus.RESERVED) {
      return new LinesResult.Answered(new DecideResult.Forbidden(order));
    }
    LinesResult result;
    try {
      result = changeOnce(order, condition, basket);
    } catch (StrategyUnavailableException e) {
      if (order.basket().equals(basket)) {
        return new LinesResult.Answered(new DecideResult.Already(order));
      }
      throw e;
    }
    // What it has already is no question of what it could be given now.
    return result instanceof LinesResult.Refused && order.basket().equals(basket)
        ? new LinesResult.Answered(new DecideResult.Already(order))
        : result;
  }

  private LinesResult changeOnce(OrderRecord order, VersionCondition condition, Basket basket) {
    if (orderPlacer.isStoreFull() && addsUnits(order, basket)) {
      return new LinesResult.Refused(new ReserveResult.StoreFull());
    }
    Map<Sku, Product> found = strategyBindings.find(basket.skus());
    var unknown = basket.skus().stream().filter(sku -> !found.containsKey(sku)).toList();
    if (!unknown.isEmpty()) {
      return new LinesResult.Refused(new ReserveResult.UnknownSku(unknown, true));
    }
    if (found.values().stream().anyMatch(Product::isPaused)) {
      return new LinesResult.Refused(new ReserveResult.Contended(true));
    }
    var groups = orderPlacer.group(basket, found, order.customer());
    var beyond = PurchaseLimitCheck.refusal(basket, order::listed, found, order.customer());
    if (beyond.isPresent()) {
      return new LinesResult.Refused(beyond.get());
    }
    Duration time = reservationTimeOfNew(order, found);
    if (oneStep
        && groups.size() == 1
        && strategies.get(groups.keySet().iterator().next()) instanceof OneStepStrategy strategy) {
      var lines = groups.values().iterator().next();
      return strategy.change(new LinesDraft(order, condition, basket, lines, time));
    }
    return switch (records.claimLines(order.id(), condition, basket)) {
      case LinesResult.Answered(DecideResult.Decided(var claimed)) ->
          new Change(claimed, condition, basket, time).by(groups);
      case LinesResult other -> other;
    };
  }

  private static boolean addsUnits(OrderRecord order, Basket basket) {
    return basket.lines().stream().anyMatch(line -> line.quantity() > order.listed(line.sku()));
  }

  /** An order that takes in a product may stay reserved as long as that allows, from then on. */
  private static @Nullable Duration reservationTimeOfNew(
      OrderRecord order, Map<Sku, Product> found) {
    return found.values().stream()
        .filter(product -> order.listed(product.sku()) == 0)
        .map(Product::reservationTime)
        .min(Duration::compareTo)
        .orElse(null);
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

    LinesResult by(Map<StrategyType, List<StockLine>> groups) {
      try {
        return groups.size() == 1 ? byOne(groups) : bySeveral(groups);
      } catch (StoreUnavailableException e) {
        OneView.anew(this::settleIfPossible);
        throw e;
      }
    }

    /** All its steps in one critical section, where there is one. */
    private LinesResult byOne(Map<StrategyType, List<StockLine>> groups) {
      var group = groups.entrySet().iterator().next();
      var skus = new TreeSet<>(claimed.skus());
      skus.addAll(basket.skus());
      return strategies
          .get(group.getKey())
          .inCriticalSection(
              skus,
              section ->
                  take(section, group.getValue())
                      .orElseGet(() -> write(step -> section.giveBack(skus, step))))
          .orElseGet(this::contended);
    }

    /** The takes one after the other; no lock is held from one strategy to the next. */
    private LinesResult bySeveral(Map<StrategyType, List<StockLine>> groups) {
      for (var group : groups.entrySet()) {
        Set<Sku> skus = new TreeSet<>();
        group.getValue().forEach(line -> skus.add(line.sku()));
        Optional<LinesResult> refusal =
            strategies
                .get(group.getKey())
                .inCriticalSection(skus, section -> take(section, group.getValue()))
                .orElseGet(() -> Optional.of(contended()));
        if (refusal.isPresent()) {
          return refusal.get();
        }
      }
      return write(Runnable::run);
    }

    private LinesResult contended() {
      return refused(new ReserveResult.Contended(true));
    }

    /** Empty when the lines are taken. */
    private Optional<LinesResult> take(
        StockStrategy.CriticalSection section, List<StockLine> lines) {
      var request = ReserveRequest.ofChange(claimed.id(), claimed.attempt(), lines);
      try {
        return section.reserve(request) instanceof ReserveResult.Refused reason
            ? Optional.of(refused(reason))
            : Optional.empty();
      } catch (OutcomeUnknownException e) {
        section.resolve(
            request, () -> orderSettler.resolveLineChange(claimed.id(), claimed.attempt()));
        // It has not taken, or what it took is back: the order is as it was.
        throw new StoreUnavailableException("the take of a change was not answered", e);
      }
    }

    private LinesResult refused(ReserveResult.Refused reason) {
      settleIfPossible();
      if (reason instanceof ReserveResult.UnknownSku(var skus, var untouched)) {
        strategyBindings.forget(skus);
      }
      return new LinesResult.Refused(reason);
    }

    private LinesResult write(GivingBack givingBack) {
      LinesResult result = written();
      if (result instanceof LinesResult.Answered(DecideResult.Decided(var written))) {
        givingBack.in(() -> settle(written));
      } else {
        settleIfPossible();
      }
      return result;
    }

    private LinesResult written() {
      try {
        return records.writeLines(
            claimed.id(), claimed.attempt(), condition, basket, reservationTime);
      } catch (OutcomeUnknownException e) {
        // Whichever lines it has then, it has for good: what comes late is turned away.
        settleIfPossible();
        throw e;
      }
    }

    private void settle(OrderRecord written) {
      try {
        if (written.status() == OrderStatus.RESERVED) {
          orderSettler.giveBackBeyond(written);
        } else {
          orderSettler.settle(written);
        }
      } catch (StoreUnavailableException | OutcomeUnknownException | StockDamagedException e) {
        leave(e);
      }
    }

    /** What may be held beyond the lines goes back, if the store lets us. */
    private void settleIfPossible() {
      try {
        orderSettler.resolveLineChange(claimed.id(), claimed.attempt());
      } catch (StoreUnavailableException | OutcomeUnknownException | StockDamagedException e) {
        leave(e);
      }
    }

    private void leave(RuntimeException e) {
      log.info(
          "order {}: a change of its lines is left to the sweeper: {}",
          claimed.id(),
          e.getMessage());
    }
  }

  /** Where units are given back. */
  @FunctionalInterface
  private interface GivingBack {
    void in(Runnable step);
  }
}
