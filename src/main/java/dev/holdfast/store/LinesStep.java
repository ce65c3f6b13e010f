package dev.holdfast.store;

import dev.holdfast.order.LinesResult;

/** What became of a step of a change of lines. */
public sealed interface LinesStep {
  /** The record says so. */
  record Answered(RecordResult result) implements LinesStep {}

  /** Another change of the order is under way. */
  record InProgress() implements LinesStep {}

  /** The order would have had too many different SKUs in its life. */
  record TooManySkus() implements LinesStep {}

  /** The same as the caller of the change is answered. */
  default LinesResult answer() {
    return switch (this) {
      case Answered(var result) -> new LinesResult.Answered(result.answer());
      case InProgress() -> new LinesResult.InProgress();
      case TooManySkus() -> new LinesResult.TooManySkus(OrderRecord.BESIDE_MAX);
    };
  }
}
