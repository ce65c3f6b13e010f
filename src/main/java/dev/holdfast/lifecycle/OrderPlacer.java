package dev.holdfast.lifecycle;

import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.Woken;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.stock.StrategyUnavailableException;
import dev.holdfast.store.Attempt;
import dev.holdfast.store.ClaimResult;
import dev.holdfast.store.OneView;
import dev.holdfast.store.OrderDraft;
import dev.holdfast.store.OrderRecord;
import dev.holdfast.store.OrderRecords;
import dev.holdfast.store.ReserveRequest;
import dev.holdfast.store.ReserveResult;
import dev.holdfast.strategy.Binding;
import dev.holdfast.strategy.Route;
import dev.holdfast.strategy.StrategyBindings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Places orders: claims the record, has the strategies reserve the lines, saves the record. There
 * is never a reservation without a record, and a refused attempt gives back all its lines before it
 * drops its claim. Safe for use by many threads.
 *
 * <p>Where a strategy can do all of it in one step, it does; the meaning is the same.
 */
public final class OrderPlacer {
  private final OrderRecords records;
  private final StrategyBindings strategyBindings;
  private final BoundedRetry retry;
  private final OrderSettler orderSettler;
  private final OrderMeters meters;
  private final BooleanSupplier storeFull;

  /**
   * @param storeFull whether the store's memory is kept for orders that exist; asked for each order
   */
  public OrderPlacer(
      OrderRecords records,
      StrategyBindings strategyBindings,
      OrderSettler orderSettler,
      PlacingSettings settings,
      OrderMeters meters,
      BooleanSupplier storeFull) {
    this.records = records;
    this.strategyBindings = strategyBindings;
    this.retry = new BoundedRetry(strategyBindings, settings);
    this.orderSettler = orderSettler;
    this.meters = meters;
    this.storeFull = storeFull;
  }

  /**
   * Places an order, or answers with the one that its key placed before. Another attempt under the
   * same key is waited for, within a bound.
   *
   * @throws StrategyUnavailableException when a product is bound to a strategy that cannot be used
   *     here
   * @throws StoreUnavailableException when nothing can have happened
   * @throws dev.holdfast.stock.OutcomeUnknownException when it may have
   */
  public PlaceResult place(PlaceOrder order) {
    var running = meters.start();
    try {
      PlaceResult result = placeWithinBounds(order, running);
      running.ended(result);
      return result;
    } catch (StoreUnavailableException | StrategyUnavailableException e) {
      running.unavailable();
      throw e;
    } finally {
      // A withdrawal takes the same path, but it is no order of a customer.
      if (order.status() != OrderStatus.WITHDRAWN) {
        running.stop();
      }
    }
  }

  private PlaceResult placeWithinBounds(PlaceOrder order, OrderMeters.Running running) {
    return retry.answer(
        order.basket().skus(),
        () -> placeOrFind(order, running),
        answer -> answer instanceof PlaceResult.InProgress,
        PlaceResult.Refused::new);
  }

  /**
   * Looks for the order that a request may repeat, without placing it: what {@link #place} answers
   * for an order that exists.
   *
   * @return empty when the id has no order
   * @throws StoreUnavailableException when that cannot be read in time; the request changed nothing
   */
  public Optional<PlaceResult> find(PlaceOrder order) {
    try {
      return records.find(order.id()).map(known -> repeat(order, known));
    } catch (OutcomeUnknownException e) {
      throw new StoreUnavailableException("the order could not be looked up", e);
    }
  }

  private PlaceResult repeat(PlaceOrder order, OrderRecord known) {
    if (!known.fingerprint().equals(order.fingerprint())) {
      return new PlaceResult.KeyReused();
    }
    return known.status() == OrderStatus.PLACING
        ? new PlaceResult.InProgress()
        : placed(known, true);
  }

  private PlaceResult placed(OrderRecord order, boolean replayed) {
    // A withdrawal may have been cut off before: its repeat settles it.
    if (order.status() == OrderStatus.WITHDRAWN
        || (order.status() == OrderStatus.CONFIRMED && !replayed)) {
      orderSettler.trySettle(order);
    }
    return new PlaceResult.Placed(order.order(), replayed);
  }

  /** What an order has come to does not depend on whether another could be placed now. */
  private Attempt<PlaceResult> placeOrFind(PlaceOrder order, OrderMeters.Running running) {
    Attempt<PlaceResult> result;
    try {
      result = OneView.during(() -> placeOnce(order, running));
    } catch (StrategyUnavailableException | StoreUnavailableException e) {
      return new Attempt.Answered<>(find(order).orElseThrow(() -> e));
    }
    return mayBeBlind(result)
        ? find(order).<Attempt<PlaceResult>>map(Attempt.Answered::new).orElse(result)
        : result;
  }

  /**
   * Whether a refusal may have come before the order's record was looked at. Where stock is short,
   * or was touched, it was.
   */
  private static boolean mayBeBlind(Attempt<PlaceResult> attempt) {
    return attempt instanceof Attempt.NotReserved<PlaceResult>(var reason)
        && reason.untouched()
        && !(reason.answer() instanceof Refusal.InsufficientStock);
  }

  private Attempt<PlaceResult> placeOnce(PlaceOrder order, OrderMeters.Running running) {
    // A withdrawal is an operator's: it makes room.
    if (order.status() != OrderStatus.WITHDRAWN && storeFull.getAsBoolean()) {
      return new Attempt.NotReserved<>(new ReserveResult.Refused(new Refusal.StoreFull(), true));
    }
    if (Woken.isCurrent()) {
      // It may have been woken because a product is not on sale any more.
      strategyBindings.forget(order.basket().skus());
    }
    return switch (strategyBindings.bind(order.basket(), order.customer())) {
      case Binding.Refused(var reason) -> new Attempt.NotReserved<>(reason);
      case Binding.Bound bound -> {
        running.by(bound.steps().types());
        yield refusal(order, bound.products())
            .<Attempt<PlaceResult>>map(
                refusal -> new Attempt.NotReserved<>(new ReserveResult.Refused(refusal, true)))
            .orElseGet(() -> placeBy(order, bound));
      }
    };
  }

  private Attempt<PlaceResult> placeBy(PlaceOrder order, Binding.Bound bound) {
    var draft =
        new OrderDraft(
            order.id(),
            order.fingerprint(),
            order.basket(),
            order.reference(),
            order.customer(),
            reservationTime(order, bound),
            order.status());
    // The one script makes no withdrawals.
    Route route = order.status() == OrderStatus.WITHDRAWN ? bound.steps() : bound.route();
    return switch (route) {
      case Route.OneScript(var strategy, var lines) -> {
        var placed = strategy.place(draft, lines);
        if (placed instanceof Attempt.NotReserved<PlaceResult>(var reason)) {
          forgetRefused(reason);
        }
        yield placed;
      }
      case Route.StepByStep(var groups) -> claim(draft, groups);
    };
  }

  private static Optional<Refusal> refusal(PlaceOrder order, Map<Sku, Product> found) {
    return order.status() == OrderStatus.WITHDRAWN
        ? Optional.empty()
        : SaleCheck.refusal(order.basket(), sku -> 0, found)
            .or(() ->
                PurchaseLimitCheck.refusal(order.basket(), sku -> 0, found, order.customer()));
  }

  private static Duration reservationTime(PlaceOrder order, Binding.Bound bound) {
    Duration shortest = bound.reservationTime(product -> true).orElseThrow();
    Duration asked = order.reservationTime();
    return asked != null && asked.compareTo(shortest) < 0 ? asked : shortest;
  }

  private Attempt<PlaceResult> claim(OrderDraft draft, List<Route.Group> groups) {
    return switch (records.claim(draft)) {
      case ClaimResult.Exists(var order) -> new Attempt.Answered<>(placed(order, true));
      case ClaimResult.InProgress() -> new Attempt.Answered<>(new PlaceResult.InProgress());
      case ClaimResult.KeyReused() -> new Attempt.Answered<>(new PlaceResult.KeyReused());
      case ClaimResult.Claimed claim -> reserve(draft, claim, groups);
    };
  }

  private Attempt<PlaceResult> reserve(
      OrderDraft draft, ClaimResult.Claimed claim, List<Route.Group> groups) {
    boolean touched = claim.mayHoldAlready();
    try {
      for (var group : groups) {
        ReserveResult result =
            group
                .strategy()
                .reserve(
                    new ReserveRequest(
                        draft.id(), claim.attempt(), group.lines(), claim.mayHoldAlready()));
        if (result instanceof ReserveResult.NotReserved refusal) {
          endRefused(draft, claim.attempt(), groups, touched || !refusal.untouched());
          forgetRefused(refusal);
          return new Attempt.NotReserved<>(refusal);
        }
        touched = true;
      }
    } catch (StoreUnavailableException e) {
      boolean onlyLine = !touched && draft.basket().lines().size() == 1;
      if (endFaulted(draft, claim.attempt(), onlyLine)) {
        throw e;
      }
      throw new OutcomeUnknownException("stock may be held until the order's deadline", e);
    }
    return save(draft, claim.attempt());
  }

  private Attempt<PlaceResult> save(OrderDraft draft, long attempt) {
    try {
      return switch (records.save(draft.id(), attempt, draft.status())) {
        case OrderRecords.SaveResult.Saved(var order) ->
            new Attempt.Answered<>(placed(order, false));
        case OrderRecords.SaveResult.Lost() -> {
          // It was cancelled or taken over, or its deadline passed. A newer attempt's units
          // are not ours to give back.
          giveBack(draft, attempt);
          yield current(draft);
        }
      };
    } catch (StoreUnavailableException e) {
      // Its stock is taken, or another attempt may have placed it: that is not nothing.
      throw new OutcomeUnknownException("the order is not known to be saved", e);
    }
  }

  private Attempt<PlaceResult> current(OrderDraft draft) {
    return records
        .find(draft.id())
        .<Attempt<PlaceResult>>map(order ->
            new Attempt.Answered<>(
                order.status() == OrderStatus.PLACING
                    ? new PlaceResult.InProgress()
                    : placed(order, true)))
        .orElseGet(() -> new Attempt.NotReserved<>(ReserveResult.contended(false)));
  }

  /**
   * Ends a refused attempt. All lines are given back, taken or not: a take of theirs may still be
   * in flight, and the tombstone rejects it. Only where no take was ever sent is there nothing to
   * do.
   */
  private void endRefused(
      OrderDraft draft, long attempt, List<Route.Group> groups, boolean touched) {
    if (touched) {
      giveBack(draft, attempt);
      // While the claim holds: a later attempt may reserve anew, which counts.
      groups.forEach(group -> orderSettler.uncount(draft.id(), group.lines()));
    }
    records.drop(draft, attempt, touched);
  }

  /**
   * The store failed on the way and nothing stands. Tidies up if the store lets us; else the
   * claim's hold and the sweeper will.
   *
   * @param onlyLine whether it was the order's one line that was not taken: where its SKU cannot be
   *     asked there is nothing to give back, and the claim still can be ended
   * @return whether nothing is left behind
   */
  private boolean endFaulted(OrderDraft draft, long attempt, boolean onlyLine) {
    // What is taken back under a mark may be on a newer master by now, or nowhere.
    return orderSettler.orLeave(
        draft.id(), () -> OneView.anew(() -> tidyUp(draft, attempt, onlyLine)));
  }

  private void tidyUp(OrderDraft draft, long attempt, boolean onlyLine) {
    try {
      giveBack(draft, attempt);
    } catch (StoreUnavailableException e) {
      if (!onlyLine) {
        throw e;
      }
      records.drop(draft, attempt, false);
      return;
    }
    records.drop(draft, attempt, true);
  }

  private void giveBack(OrderDraft draft, long attempt) {
    orderSettler.giveBack(draft.id(), attempt, draft.basket());
  }

  private void forgetRefused(ReserveResult.NotReserved reason) {
    if (reason.answer() instanceof Refusal.UnknownSku(var skus)) {
      strategyBindings.forget(skus);
    } else if (reason.answer() instanceof Refusal.NotOnSale(var skus)) {
      // From now on it is refused before any other reason, and so that those that wait see it.
      strategyBindings.forget(skus);
    }
  }
}
