package dev.holdfast.lifecycle;

import dev.holdfast.order.PlaceResult;
import dev.holdfast.stock.Refusal;

/** How placing an order can end, as it is counted. */
enum OrderOutcome {
  ACCEPTED,
  REPLAYED,
  INSUFFICIENT_STOCK,
  UNKNOWN_SKU,
  NOT_ON_SALE,
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
            case Refusal.InsufficientStock i -> INSUFFICIENT_STOCK;
            case Refusal.UnknownSku u -> UNKNOWN_SKU;
            case Refusal.NotOnSale n -> NOT_ON_SALE;
            case Refusal.BeyondLimit b -> LIMIT_EXCEEDED;
            case Refusal.TooManyReservations t -> LIMIT_EXCEEDED;
            case Refusal.CustomerRequired c -> LIMIT_EXCEEDED;
            case Refusal.Contended c -> CONTENDED;
            case Refusal.StoreFull f -> UNAVAILABLE;
          };
    };
  }
}
