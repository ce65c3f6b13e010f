package dev.holdfast.order;

import dev.holdfast.store.OrderRecord;

/** What became of what an order's owner decided. */
public sealed interface DecideResult {
  /** This call decided it. */
  record Decided(OrderRecord order) implements DecideResult {}

  /** It was decided before. */
  record Already(OrderRecord order) implements DecideResult {}

  /** Its status forbids it. */
  record Forbidden(OrderRecord order) implements DecideResult {}

  /** It is at another version than the caller means. */
  record Changed(OrderRecord order) implements DecideResult {}

  /** There is no such order. */
  record NotFound() implements DecideResult {}
}
