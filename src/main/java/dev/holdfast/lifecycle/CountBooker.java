package dev.holdfast.lifecycle;

import dev.holdfast.order.OpaqueId;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.stock.Inventory.StockCount;
import dev.holdfast.stock.Inventory.StockCountResult;
import dev.holdfast.stock.Inventory.StockCountResult.NotBooked;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.stock.StrategyUnavailableException;
import dev.holdfast.store.StockStore;
import dev.holdfast.store.StockStore.CountState;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Books stock counts on a store whose steps are atomic one by one. Only the product's strategy
 * takes what is available, so a loss is an order of its own kind first, of as many units as there
 * are; the step that settles it books the whole difference. Each step may be repeated, and a repeat
 * of the count goes on where a crash ended it.
 */
record CountBooker(StockStore store, OrderPlacer placer) {
  /** How often a loss asks for fewer units, because others took some meanwhile. */
  private static final int TAKES_MAX = 5;

  /** How often units that came back while a loss was booked are taken for the shortfall. */
  private static final int FILLS_MAX = 3;

  /** As {@link dev.holdfast.stock.Inventory#count}. */
  StockCountResult count(StockCount count) {
    return switch (store.announceCount(count)) {
      case CountState.Announced(long available) ->
          take(
                  count.sku(),
                  count.id(),
                  OpaqueId.of(
                      "count", Long.toString(count.expected()), Long.toString(count.counted())),
                  -count.difference(),
                  available)
              .orElseGet(() -> booked(count, false));
      case CountState.Booked() -> booked(count, true);
      case CountState.Reused() -> new StockCountResult.Reused();
      case CountState.UnknownSku() -> new StockCountResult.UnknownSku();
      case CountState.TooMuch() -> new StockCountResult.TooMuch(StockLevel.SUPPLIED_MAX);
      case CountState.TooFew(long supplied) -> new StockCountResult.TooFew(supplied);
    };
  }

  private StockCountResult booked(StockCount count, boolean before) {
    try {
      if (!before && store.bookCount(count) instanceof CountState.TooFew(long supplied)) {
        return new StockCountResult.TooFew(supplied);
      }
      if (!fill(count.sku())) {
        throw new OutcomeUnknownException(
            "the count is booked, and units beside its shortfall are still for sale; repeat it",
            null);
      }
    } catch (StoreUnavailableException | StrategyUnavailableException e) {
      throw new OutcomeUnknownException("the count may be booked in part; repeat it", e);
    }
    return new StockCountResult.Counted(before);
  }

  /**
   * Takes as many units as are wanted and available; the step that settles the order books what it
   * is for. Empty when that is done or decided, or nothing is left to take. It asks for one unit
   * where none is available: an earlier attempt may have them.
   */
  private Optional<StockCountResult> take(
      Sku sku, String id, String fingerprint, long wanted, long available) {
    long left = Math.max(1, available);
    for (int i = 0; i < TAKES_MAX && Math.min(wanted, left) > 0; i++) {
      var order = PlaceOrder.withdrawal(id, fingerprint, sku, Math.min(wanted, left));
      switch (placer.place(order)) {
        case PlaceResult.Placed _, PlaceResult.KeyReused _ -> {
          return Optional.empty();
        }
        case PlaceResult.InProgress() -> {
          return Optional.of(new StockCountResult.InProgress());
        }
        case PlaceResult.Refused(Refusal.InsufficientStock(var shortages)) ->
            left = shortages.getFirst().available();
        case PlaceResult.Refused(var reason) -> {
          return Optional.of(new NotBooked(reason));
        }
      }
    }
    return Math.min(wanted, left) > 0
        ? Optional.of(new NotBooked(new Refusal.Contended()))
        : Optional.empty();
  }

  /** As {@link dev.holdfast.stock.Inventory#fillShortfall}; returns whether nothing is left to. */
  boolean fill(Sku sku) {
    for (int i = 0; ; i++) {
      StockLevel level = store.levels(Set.of(sku)).levels().get(sku);
      if (level == null || level.shortfall() <= 0 || level.available() <= 0) {
        return true;
      }
      if (i == FILLS_MAX) {
        return false;
      }
      String id = OpaqueId.of("fill", UUID.randomUUID().toString());
      store.announceFill(sku, id);
      if (take(sku, id, id, level.shortfall(), level.available()).isPresent()) {
        return false;
      }
    }
  }
}
