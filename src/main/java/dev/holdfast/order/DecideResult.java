package dev.holdfast.order;

import dev.holdfast.stock.OrderId;

/** What became of what an order's owner decided. */
public sealed interface DecideResult {
  /** This call decided it. */
  record Decided(Order order) implements DecideResult {}

  /** It was decided before. */
  record Already(Order order) implements DecideResult {}

  /** Its status forbids it. */
  record Forbidden(Order order) implements DecideResult {}

  /** It is at another version than the caller means. */
  record Changed(Order order) implements DecideResult {}

  /** It has been extended as often as one of its products allows. */
  record ExtensionsSpent(Order order, ExtensionBounds bounds) implements DecideResult {}

  /** There is no such order. */
  record NotFound() implements DecideResult {}

  /**
   * Too many wanted the order or its stock at once: nothing was decided within the bounds. Try
   * again later.
   */
  record Contended(OrderId order) implements DecideResult {}
}
