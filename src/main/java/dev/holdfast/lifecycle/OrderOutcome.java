package dev.holdfast.lifecycle;

import dev.holdfast.order.PlaceResult;
import dev.holdfast.store.ReserveResult;

/** How placing an order can end, as it is counted. */
enum OrderOutcome {
  ACCEPTED,
  REPLAYED,
  INSUFFICIENT_STOCK,
  UNKNOWN_SKU,
  /** Beyond a product's limits, or without a customer where they need one. */
  LIMIT_EXCEEDED,
  CONTENDED,
  IN_PROGRESS,
  KEY_REUSED,
  /** Too many were in progress: it was not begun. */
  OVERLOADED,
  /** The store or the strategy cannot be used, or the store is full, and nothing happened. */
  UNAVAILABLE,
  /** It may have been placed; or something else went wrong on the way. */
  UNKNOWN;

  static OrderOutcome of(PlaceResult result) {
    return switch (result) {
      case PlaceResult.Placed placed -> placed.replayed() ? REPLAYED : ACCEPTED;
      case PlaceResult.InProgress p -> IN_PROGRESS;
      case PlaceResult.KeyReused k -> KEY_REUSED;
      case PlaceResult.Refused refused ->
          switch (refused.reason()) {
            case ReserveResult.InsufficientStock i -> INSUFFICIENT_STOCK;
            case ReserveResult.UnknownSku u -> UNKNOWN_SKU;
            case ReserveResult.BeyondLimit b -> LIMIT_EXCEEDED;
            case ReserveResult.CustomerRequired c -> LIMIT_EXCEEDED;
            case ReserveResult.Contended c -> CONTENDED;
            case ReserveResult.StoreFull f -> UNAVAILABLE;
            // Tried again as often as the bound allows, and answered as contended.
            case ReserveResult.Stale s -> CONTENDED;
            case ReserveResult.Resolved r -> CONTENDED;
          };
    };
  }
}
