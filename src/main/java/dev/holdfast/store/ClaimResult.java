package dev.holdfast.store;

/** What became of claiming an order's record. */
public sealed interface ClaimResult {
  /**
   * The record is claimed by this attempt.
   *
   * @param mayHoldAlready whether an earlier attempt may have left reservations or tombstones
   */
  record Claimed(long attempt, boolean mayHoldAlready) implements ClaimResult {}

  /** An order of the same content exists. */
  record Exists(OrderRecord order) implements ClaimResult {}

  /** Another attempt holds the claim. */
  record InProgress() implements ClaimResult {}

  /** The record belongs to an order of another content. */
  record KeyReused() implements ClaimResult {}
}
