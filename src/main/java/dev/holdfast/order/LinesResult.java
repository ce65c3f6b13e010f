package dev.holdfast.order;

import dev.holdfast.store.ReserveResult;

/** What became of changing an order's lines, or of a step of it. */
public sealed interface LinesResult {
  /** The record says so. Decided means that the step was made. */
  record Answered(DecideResult result) implements LinesResult {}

  /** The order is as it was, for the reason given. */
  record Refused(ReserveResult.Refused reason) implements LinesResult {}

  /** Another change of the order is under way. */
  record InProgress() implements LinesResult {}

  /** The order would have had too many different SKUs in its life. */
  record TooManySkus() implements LinesResult {}

  /** The order is not as the caller has read it: read it again. */
  record Moved() implements LinesResult {}
}
