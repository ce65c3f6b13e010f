package dev.holdfast.store;

/**
 * What became of one attempt to place an order or to change its lines.
 *
 * @param <R> what a caller can be answered
 */
public sealed interface Attempt<R> {
  /** It has its answer, which is no refusal of stock. */
  record Answered<R>(R answer) implements Attempt<R> {}

  /** The lines are not reserved. */
  record NotReserved<R>(ReserveResult.NotReserved reason) implements Attempt<R> {}

  /** The order is not as the caller has read it: read it again. */
  record Moved<R>() implements Attempt<R> {}
}
