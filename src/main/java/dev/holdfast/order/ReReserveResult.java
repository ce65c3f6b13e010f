package dev.holdfast.order;

import dev.holdfast.stock.Refusal;

/** What became of confirming an order that may have expired. */
public sealed interface ReReserveResult {
  /** The record says so. */
  record Answered(DecideResult result) implements ReReserveResult {}

  /** It stays expired: its lines could not be taken again. */
  record Refused(Refusal reason) implements ReReserveResult {}

  /** Whether reserving an order again may answer otherwise than a confirm that answered this. */
  static boolean mayFollow(DecideResult result) {
    return result instanceof DecideResult.Forbidden(var order)
        && (order.status() == OrderStatus.EXPIRED || order.status() == OrderStatus.PLACING);
  }
}
