package dev.holdfast.stock;

/**
 * Brings the counters of a SKU back in line with its supply, its reservations and its orders.
 * Implementations are safe for use by many threads.
 *
 * <p>All methods throw {@link StoreUnavailableException} when nothing happened, and {@link
 * OutcomeUnknownException} when it may have; it may be repeated then.
 */
public interface Reconciliations {
  /** What became of a reconciliation. */
  sealed interface Result {
    /** It was looked at, or done. */
    record Reconciled(Reconciliation reconciliation) implements Result {}

    /** Somebody else is at it, or the stock did not stand still within the bounds. Try again. */
    record Busy() implements Result {}

    /** The SKU is not known. */
    record UnknownSku() implements Result {}

    /**
     * The reservations themselves cannot be read.
     *
     * @param why a sentence for whoever operates it
     */
    record NotRepairable(String why) implements Result {}
  }

  /** Says what would be done. Changes nothing, and holds nobody up. */
  Result look(Sku sku);

  /**
   * Does it: pauses the SKU for a bounded time, in which nobody can take its stock, and gives it a
   * new counter under a new epoch. Orders in progress are not touched. Whoever dies on the way
   * leaves a pause that ends by itself.
   *
   * @param reason why, for the record that is kept of it
   */
  Result apply(Sku sku, String reason);
}
