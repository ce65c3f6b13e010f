package dev.holdfast.stock;

/** What became of a reconciliation. */
public sealed interface ReconciliationResult {
  /** It was looked at, or done. */
  record Reconciled(Reconciliation reconciliation) implements ReconciliationResult {}

  /** Another one is under way, or the stock did not stand still within the bounds. Try again. */
  record Busy() implements ReconciliationResult {}

  /** The SKU is not known. */
  record UnknownSku() implements ReconciliationResult {}

  /**
   * The reservations themselves cannot be read.
   *
   * @param why a sentence for its operator
   */
  record NotRepairable(String why) implements ReconciliationResult {}
}
