package dev.holdfast.store;

import dev.holdfast.order.DecideResult;

/** What became of a step on an order's record, with the record as of then. */
public sealed interface RecordResult {
  /** The step was made. */
  record Decided(OrderRecord order) implements RecordResult {}

  /** It was made before. */
  record Already(OrderRecord order) implements RecordResult {}

  /** The order's status forbids it. */
  record Forbidden(OrderRecord order) implements RecordResult {}

  /** The order is at another version than the caller means. */
  record Changed(OrderRecord order) implements RecordResult {}

  /** There is no such order. */
  record NotFound() implements RecordResult {}

  /** The same as its caller is answered. */
  default DecideResult answer() {
    return switch (this) {
      case Decided(var order) -> new DecideResult.Decided(order.order());
      case Already(var order) -> new DecideResult.Already(order.order());
      case Forbidden(var order) -> new DecideResult.Forbidden(order.order());
      case Changed(var order) -> new DecideResult.Changed(order.order());
      case NotFound() -> new DecideResult.NotFound();
    };
  }
}
