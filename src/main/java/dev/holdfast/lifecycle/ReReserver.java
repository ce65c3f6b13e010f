package dev.holdfast.lifecycle;

import dev.holdfast.order.DecideResult;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.ReReserveResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.stock.StrategyUnavailableException;
import dev.holdfast.store.OneView;
import dev.holdfast.store.OrderRecord;
import dev.holdfast.store.OrderRecords;
import dev.holdfast.store.OrderRecords.SaveResult;
import dev.holdfast.store.RecordResult;
import dev.holdfast.store.ReserveRequest;
import dev.holdfast.store.ReserveResult;
import dev.holdfast.store.StockLine;
import dev.holdfast.strategy.Binding;
import dev.holdfast.strategy.StrategyBindings;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Confirms orders that may have expired before they were paid: an expired one is claimed again, its
 * lines are taken through the strategies, and it becomes CONFIRMED; or it is EXPIRED again, and
 * nothing was taken. Safe for use by many threads.
 */
public final class ReReserver {
  private final OrderRecords records;
  private final StrategyBindings bindings;
  private final BoundedRetry retry;
  private final OrderSettler orderSettler;
  private final BooleanSupplier storeFull;

  /**
   * @param storeFull whether the store's memory is kept for orders that exist
   */
  public ReReserver(
      OrderRecords records,
      StrategyBindings bindings,
      OrderSettler orderSettler,
      PlacingSettings settings,
      BooleanSupplier storeFull) {
    this.records = records;
    this.bindings = bindings;
    this.retry = new BoundedRetry(bindings, settings);
    this.orderSettler = orderSettler;
    this.storeFull = storeFull;
  }

  /**
   * Confirms an order, reserving its lines again where it has expired. It waits for another process
   * that re-reserves it, within a bound.
   *
   * @throws StrategyUnavailableException when a product is bound to a strategy that cannot be used
   *     here
   * @throws StoreUnavailableException when nothing can have happened
   * @throws OutcomeUnknownException when it may have
   */
  public ReReserveResult confirm(OrderId order, VersionCondition condition) {
    return OneView.during(() ->
        retry
            .run(
                List.of(),
                () -> look(order, condition),
                look -> look.again() ? BoundedRetry.Next.WAIT : BoundedRetry.Next.ANSWER)
            .result());
  }

  /**
   * @param again whether another attempt is at it, so that its end is the answer
   */
  private record Look(ReReserveResult result, boolean again) {
    Look(DecideResult result, boolean again) {
      this(new ReReserveResult.Answered(result), again);
    }
  }

  private Look look(OrderId order, VersionCondition condition) {
    DecideResult result = orderSettler.confirm(order, condition);
    if (!is(result, OrderStatus.EXPIRED)) {
      return new Look(result, is(result, OrderStatus.PLACING));
    }
    if (storeFull.getAsBoolean()) {
      return new Look(new ReReserveResult.Refused(new Refusal.StoreFull()), false);
    }
    RecordResult revived = records.revive(order, condition);
    return revived instanceof RecordResult.Decided(var claimed)
        ? new Look(revive(claimed), false)
        // Another attempt was faster: what became of it is for the next look.
        : new Look(revived.answer(), revived instanceof RecordResult.Forbidden);
  }

  private static boolean is(DecideResult result, OrderStatus status) {
    return result instanceof DecideResult.Forbidden(var order) && order.status() == status;
  }

  private ReReserveResult revive(OrderRecord claimed) {
    Optional<Refusal> refusal;
    try {
      refusal = retry.take(claimed.basket().skus(), () -> takeOnce(claimed));
    } catch (StrategyUnavailableException e) {
      expire(claimed);
      throw e;
    } catch (StoreUnavailableException e) {
      if (OneView.anew(() -> expire(claimed)).isPresent()) {
        throw e;
      }
      throw new OutcomeUnknownException("stock may be held until the claim's hold has passed", e);
    }
    if (refusal.isPresent()) {
      // A decision that ended the order meanwhile made Redis reject the takes: that decision is the
      // result.
      return expire(claimed).orElse(null) instanceof SaveResult.Lost
          ? new ReReserveResult.Answered(current(claimed.id()))
          : new ReReserveResult.Refused(refusal.get());
    }
    return save(claimed);
  }

  private ReserveResult takeOnce(OrderRecord claimed) {
    return switch (bindings.bind(claimed.basket(), claimed.customer())) {
      case Binding.Refused(var reason) -> reason;
      case Binding.Bound bound -> {
        for (var group : bound.steps().groups()) {
          List<StockLine> lines = group.lines().stream().map(StockLine::again).toList();
          var request = new ReserveRequest(claimed.id(), claimed.attempt(), lines, true);
          if (group.strategy().reserve(request) instanceof ReserveResult.NotReserved reason) {
            yield named(reason, claimed, bound);
          }
        }
        yield new ReserveResult.Reserved();
      }
    };
  }

  /** What is sold out, or limited, and not on sale is refused as what is not on sale. */
  private static ReserveResult named(
      ReserveResult.NotReserved reason, OrderRecord claimed, Binding.Bound bound) {
    if (reason instanceof ReserveResult.Refused(var refusal, boolean untouched)
        && (refusal instanceof Refusal.InsufficientStock
            || refusal instanceof Refusal.BeyondLimit)) {
      return SaleCheck.refusal(claimed.basket(), sku -> 0, bound.products())
          .<ReserveResult>map(notOnSale -> new ReserveResult.Refused(notOnSale, untouched))
          .orElse(reason);
    }
    return reason;
  }

  private ReReserveResult save(OrderRecord claimed) {
    try {
      return switch (records.save(claimed.id(), claimed.attempt(), OrderStatus.CONFIRMED)) {
        case SaveResult.Saved(var order) -> {
          orderSettler.trySettle(order);
          yield new ReReserveResult.Answered(new DecideResult.Decided(order.order()));
        }
        case SaveResult.Lost() -> {
          // It was cancelled, or the claim expired. A newer attempt's units are not ours
          // to give back.
          giveBack(claimed);
          yield new ReReserveResult.Answered(current(claimed.id()));
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
                ? new DecideResult.Already(order.order())
                : new DecideResult.Forbidden(order.order()))
        .orElseGet(DecideResult.NotFound::new);
  }

  /**
   * The order is EXPIRED again, and all its lines go back, taken or not. If the store does not let
   * us, the claim's hold and the sweeper will do it.
   *
   * @return empty when something is left to them
   */
  private Optional<SaveResult> expire(OrderRecord claimed) {
    return orderSettler.orLeave(
        claimed.id(),
        () -> {
          SaveResult result = records.save(claimed.id(), claimed.attempt(), OrderStatus.EXPIRED);
          switch (result) {
            case SaveResult.Saved(var order) -> orderSettler.settle(order);
            case SaveResult.Lost() -> giveBack(claimed);
          }
          return result;
        });
  }

  private void giveBack(OrderRecord claimed) {
    orderSettler.giveBack(claimed.id(), claimed.attempt(), claimed.basket());
  }
}
