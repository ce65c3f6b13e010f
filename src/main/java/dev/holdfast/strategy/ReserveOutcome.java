package dev.holdfast.strategy;

import dev.holdfast.order.PlaceResult;
import dev.holdfast.stock.Refusal;
import dev.holdfast.store.Attempt;
import dev.holdfast.store.ReserveResult;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** How reserving can end, as it is counted. */
enum ReserveOutcome {
  RESERVED,
  INSUFFICIENT_STOCK,
  UNKNOWN_SKU,
  NOT_ON_SALE,
  LIMIT_EXCEEDED,
  CONTENDED,
  RESOLVED,
  STALE,
  /** The store could not be asked, and nothing was taken. */
  UNAVAILABLE,
  /** It may have been taken; or something else went wrong on the way. */
  UNKNOWN,
  // These only where claiming and saving the order is part of the same step.
  REPLAYED,
  IN_PROGRESS,
  KEY_REUSED;

  /** How it can end where only the lines are reserved. */
  static final Set<ReserveOutcome> OF_LINES =
      Collections.unmodifiableSet(EnumSet.range(RESERVED, UNKNOWN));

  /** How it can end where it is all one step. */
  static final Set<ReserveOutcome> OF_ONE_STEP =
      Collections.unmodifiableSet(EnumSet.allOf(ReserveOutcome.class));

  static ReserveOutcome of(ReserveResult result) {
    return switch (result) {
      case ReserveResult.Reserved r -> RESERVED;
      case ReserveResult.Refused(var reason, var untouched) -> of(reason);
      case ReserveResult.Resolved r -> RESOLVED;
      case ReserveResult.Stale s -> STALE;
    };
  }

  private static ReserveOutcome of(Refusal reason) {
    return switch (reason) {
      case Refusal.InsufficientStock i -> INSUFFICIENT_STOCK;
      case Refusal.UnknownSku u -> UNKNOWN_SKU;
      case Refusal.NotOnSale n -> NOT_ON_SALE;
      case Refusal.BeyondLimit b -> LIMIT_EXCEEDED;
      case Refusal.TooManyReservations t -> LIMIT_EXCEEDED;
      case Refusal.CustomerRequired c -> LIMIT_EXCEEDED;
      case Refusal.Contended c -> CONTENDED;
      case Refusal.StoreFull f -> UNAVAILABLE;
    };
  }

  static ReserveOutcome of(Attempt<PlaceResult> attempt) {
    return switch (attempt) {
      case Attempt.Answered<PlaceResult>(var result) -> of(result);
      case Attempt.NotReserved<PlaceResult>(var reason) -> of(reason);
      case Attempt.Moved<PlaceResult> m -> STALE;
    };
  }

  private static ReserveOutcome of(PlaceResult result) {
    return switch (result) {
      case PlaceResult.Placed placed -> placed.replayed() ? REPLAYED : RESERVED;
      case PlaceResult.Refused refused -> of(refused.reason());
      case PlaceResult.InProgress p -> IN_PROGRESS;
      case PlaceResult.KeyReused k -> KEY_REUSED;
    };
  }
}
