package dev.holdfast.lifecycle;

import dev.holdfast.order.OrderRecord;
import dev.holdfast.order.OrderRecords;
import dev.holdfast.order.OrderRecords.DecideResult;
import dev.holdfast.order.OrderRecords.SaveResult;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.OneView;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.ReserveRequest;
import dev.holdfast.stock.ReserveResult;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockDamagedException;
import dev.holdfast.stock.StockStore;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.stock.StrategyUnavailableException;
import dev.holdfast.strategy.Strategies;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Confirms orders that may have expired before they were paid: an expired one is claimed again, its
 * lines are taken through the strategies, and it becomes CONFIRMED; or it is EXPIRED again, and
 * nothing was taken. Safe for use by many threads.
 */
public final class ReReserver {
  private static final Logger log = LoggerFactory.getLogger(ReReserver.class);

  private final OrderRecords records;
  private final StockStore store;
  private final StrategyBindings products;
  private final Strategies strategies;
  private final OrderPlacer placing;
  private final OrderSettler completion;
  private final PlacingSettings settings;

  public ReReserver(
      OrderRecords records,
      StockStore store,
      StrategyBindings products,
      Strategies strategies,
      OrderPlacer placing,
      OrderSettler completion,
      PlacingSettings settings) {
    this.records = records;
    this.store = store;
    this.products = products;
    this.strategies = strategies;
    this.placing = placing;
    this.completion = completion;
    this.settings = settings;
  }

  /** What became of confirming an order that may have expired. */
  public sealed interface Result {
    /** The record says so. */
    record Answered(DecideResult result) implements Result {}

    /** It stays expired: its lines could not be taken again. */
    record Refused(ReserveResult.Refused reason) implements Result {}
  }

  /**
   * Confirms an order, reserving its lines again where it has expired. Somebody else who is at it
   * is waited for, within a bound.
   *
   * @throws StrategyUnavailableException when a product is bound to a strategy that cannot be used
   *     here
   * @throws StoreUnavailableException when nothing can have happened
   * @throws OutcomeUnknownException when it may have
   */
  public Result confirm(OrderId order, VersionCondition condition) {
    return OneView.during(() -> confirmInTime(order, condition));
  }

  private Result confirmInTime(OrderId order, VersionCondition condition) {
    long waitUntil = System.nanoTime() + settings.inProgressWait().toNanos();
    while (true) {
      DecideResult result = completion.confirm(order, condition);
      boolean again = is(result, OrderStatus.PLACING);
      if (is(result, OrderStatus.EXPIRED)) {
        if (placing.isStoreFull()) {
          return new Result.Refused(new ReserveResult.StoreFull());
        }
        result = records.revive(order, condition);
        if (result instanceof DecideResult.Decided(var claimed)) {
          return revive(claimed);
        }
        // Somebody else was faster: what became of it is for the next look.
        again = result instanceof DecideResult.Forbidden;
      }
      if (!again || System.nanoTime() >= waitUntil) {
        return new Result.Answered(result);
      }
      LockSupport.parkNanos(settings.inProgressPoll().toNanos());
    }
  }

  /** Whether {@link #confirm} may answer otherwise than a confirm that answered this. */
  public static boolean mayRevive(DecideResult result) {
    return is(result, OrderStatus.EXPIRED) || is(result, OrderStatus.PLACING);
  }

  private static boolean is(DecideResult result, OrderStatus status) {
    return result instanceof DecideResult.Forbidden(var order) && order.status() == status;
  }

  private Result revive(OrderRecord claimed) {
    ReserveResult taken;
    try {
      taken = take(claimed);
    } catch (StrategyUnavailableException e) {
      expire(claimed);
      throw e;
    } catch (StoreUnavailableException e) {
      if (OneView.anew(() -> expire(claimed)).isPresent()) {
        throw e;
      }
      throw new OutcomeUnknownException("stock may be held until the claim's hold has passed", e);
    }
    if (taken instanceof ReserveResult.Refused reason) {
      // Whoever ended the order meanwhile turned the takes away: that is the answer then.
      return expire(claimed).orElse(null) instanceof SaveResult.Lost
          ? new Result.Answered(current(claimed.id()))
          : new Result.Refused(reason);
    }
    return save(claimed);
  }

  private ReserveResult take(OrderRecord claimed) {
    ReserveResult result = takeOnce(claimed);
    for (int stale = 0; stale < settings.staleRetriesMax() && mayBeStale(result); stale++) {
      products.forget(claimed.basket().skus());
      result = takeOnce(claimed);
    }
    return result instanceof ReserveResult.Stale ? new ReserveResult.Contended(false) : result;
  }

  /** A counter that is not found may be of an epoch that has ended. */
  private static boolean mayBeStale(ReserveResult result) {
    return result instanceof ReserveResult.Stale || result instanceof ReserveResult.UnknownSku;
  }

  private ReserveResult takeOnce(OrderRecord claimed) {
    List<Sku> skus = claimed.basket().skus();
    Map<Sku, Product> found = products.find(skus);
    var unknown = skus.stream().filter(sku -> !found.containsKey(sku)).toList();
    if (!unknown.isEmpty()) {
      return new ReserveResult.UnknownSku(unknown, false);
    }
    if (found.values().stream().anyMatch(Product::isPaused)) {
      return new ReserveResult.Contended(false);
    }
    for (var group : placing.group(claimed.basket(), found, claimed.customer()).entrySet()) {
      ReserveResult result =
          strategies
              .get(group.getKey())
              .reserve(new ReserveRequest(claimed.id(), claimed.attempt(), group.getValue(), true));
      if (!(result instanceof ReserveResult.Reserved)) {
        return result;
      }
    }
    return new ReserveResult.Reserved();
  }

  private Result save(OrderRecord claimed) {
    try {
      return switch (records.save(claimed.id(), claimed.attempt(), OrderStatus.CONFIRMED)) {
        case SaveResult.Saved(var order) -> {
          completion.trySettle(order);
          yield new Result.Answered(new DecideResult.Decided(order));
        }
        case SaveResult.Lost() -> {
          // Somebody cancelled it, or the claim's hold passed. A newer attempt's units are not ours
          // to give back.
          giveBack(claimed);
          yield new Result.Answered(current(claimed.id()));
        }
      };
    } catch (StoreUnavailableException e) {
      throw new OutcomeUnknownException("the order is not known to be confirmed", e);
    }
  }

  private DecideResult current(OrderId id) {
    return records
        .find(id)
        .<DecideResult>map(order ->
            order.status() == OrderStatus.CONFIRMED
                ? new DecideResult.Already(order)
                : new DecideResult.Forbidden(order))
        .orElseGet(DecideResult.NotFound::new);
  }

  /**
   * The order is EXPIRED again, and all its lines go back, taken or not. If the store does not let
   * us, the claim's hold and the sweeper will do it.
   *
   * @return empty when something is left to them
   */
  private Optional<SaveResult> expire(OrderRecord claimed) {
    try {
      SaveResult result = records.save(claimed.id(), claimed.attempt(), OrderStatus.EXPIRED);
      switch (result) {
        case SaveResult.Saved(var order) -> completion.settle(order);
        case SaveResult.Lost() -> giveBack(claimed);
      }
      return Optional.of(result);
    } catch (StoreUnavailableException | OutcomeUnknownException | StockDamagedException e) {
      log.info("order {}: left to the sweeper: {}", claimed.id(), e.getMessage());
      return Optional.empty();
    }
  }

  private void giveBack(OrderRecord claimed) {
    claimed
        .basket()
        .lines()
        .forEach(line -> store.release(line.sku(), claimed.id(), claimed.attempt()));
  }
}
