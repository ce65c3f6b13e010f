package dev.holdfast.order;

import dev.holdfast.stock.Refusal;

/** What became of changing an order's lines. */
public sealed interface LinesResult {
  /** The order says so. Decided means that it was changed. */
  record Answered(DecideResult result) implements LinesResult {}

  /** The order is as it was, for the reason given. */
  record Refused(Refusal reason) implements LinesResult {}

  /** Another change of the order is under way. */
  record InProgress() implements LinesResult {}

  /**
   * The order would have had too many different SKUs in its life.
   *
   * @param besideMax how many it may have had besides its lines
   */
  record TooManySkus(int besideMax) implements LinesResult {}
}
