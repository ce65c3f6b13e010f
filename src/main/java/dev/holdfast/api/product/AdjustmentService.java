package dev.holdfast.api.product;

import dev.holdfast.lifecycle.OrderPlacer;
import dev.holdfast.lifecycle.OrderSettler;
import dev.holdfast.order.OpaqueId;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.ReserveResult.Refused;
import dev.holdfast.stock.StockStore;
import dev.holdfast.stock.StockStore.Adjustment;
import org.springframework.stereotype.Service;

/**
 * Adjusts stock by signed deltas, each applied once. Adding is one step of the store. Withdrawing
 * is a check-and-take like any other, so it is an order of its own kind that goes through the
 * product's strategy.
 */
@Service
class AdjustmentService {
  private final StockStore store;
  private final OrderPlacer placing;
  private final OrderSettler completion;

  AdjustmentService(StockStore store, OrderPlacer placing, OrderSettler completion) {
    this.store = store;
    this.placing = placing;
    this.completion = completion;
  }

  /** What became of an adjustment. */
  sealed interface Result {
    /**
     * It is applied.
     *
     * @param before whether it was applied before
     */
    record Applied(boolean before) implements Result {}

    /** The key belongs to an adjustment of another delta or reason. */
    record KeyReused() implements Result {}

    /** The SKU is not known. */
    record UnknownSku() implements Result {}

    /** Supplied stock would exceed its limit. */
    record TooMuch() implements Result {}

    /** The same withdrawal is under way. */
    record InProgress() implements Result {}

    /** The units could not be taken. */
    record NotTaken(Refused reason) implements Result {}
  }

  Result adjust(Adjustment adjustment) {
    return adjustment.delta() > 0
        ? result(store.add(adjustment), adjustment)
        : result(store.announceWithdrawal(adjustment), adjustment);
  }

  private Result result(StockStore.AdjustResult result, Adjustment adjustment) {
    boolean withdrawal = adjustment.delta() < 0;
    return switch (result) {
      case APPLIED -> withdrawal ? withdraw(adjustment) : new Result.Applied(false);
      // An announced withdrawal may have been cut off; its record knows how far it came.
      case DUPLICATE -> withdrawal ? withdraw(adjustment) : new Result.Applied(true);
      case CARRIED_OUT -> new Result.Applied(true);
      case REUSED -> new Result.KeyReused();
      case UNKNOWN_SKU -> new Result.UnknownSku();
      case TOO_MUCH -> new Result.TooMuch();
    };
  }

  private Result withdraw(Adjustment adjustment) {
    var id = new OrderId("w:" + adjustment.id());
    int quantity = Math.toIntExact(-adjustment.delta());
    var placed =
        placing.place(
            new PlaceOrder(
                id,
                OpaqueId.of(Long.toString(adjustment.delta())),
                Basket.of(adjustment.sku(), quantity),
                "",
                "",
                null,
                OrderStatus.WITHDRAWN));
    return switch (placed) {
      case PlaceResult.Placed(var order, var replayed) -> {
        if (order.status() != OrderStatus.WITHDRAWN) {
          // It died before it took, and its deadline passed: nothing was withdrawn, and nothing
          // will be under this key.
          store.forgetWithdrawal(adjustment);
          yield new Result.KeyReused();
        }
        completion.trySettle(order);
        yield new Result.Applied(replayed);
      }
      case PlaceResult.InProgress() -> new Result.InProgress();
      case PlaceResult.KeyReused() -> new Result.KeyReused();
      case PlaceResult.Refused(var reason) -> {
        store.forgetWithdrawal(adjustment);
        yield new Result.NotTaken(reason);
      }
    };
  }
}
