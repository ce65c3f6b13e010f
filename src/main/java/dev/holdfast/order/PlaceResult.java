package dev.holdfast.order;

import dev.holdfast.stock.Refusal;

/** What became of placing an order. Refusals are values; faults are exceptions. */
public sealed interface PlaceResult {
  /**
   * The order exists.
   *
   * @param replayed whether it existed before; it is then the order as it is now, whatever became
   *     of it
   */
  record Placed(Order order, boolean replayed) implements PlaceResult {}

  /** Nothing was placed, for the reason given. */
  record Refused(Refusal reason) implements PlaceResult {}

  /** Another attempt under the same key is under way. */
  record InProgress() implements PlaceResult {}

  /** The key belongs to an order of another content. */
  record KeyReused() implements PlaceResult {}
}
