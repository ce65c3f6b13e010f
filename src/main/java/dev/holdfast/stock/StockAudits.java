package dev.holdfast.stock;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Compares what is stored of stock, and brings the counters of a SKU back in line with its supply,
 * its reservations and its orders. Implementations are safe for use by many threads.
 *
 * <p>All methods throw {@link StoreUnavailableException} when nothing happened, and {@link
 * OutcomeUnknownException} when it may have; it may be repeated then.
 */
public interface StockAudits {
  /** Compares the counters of a SKU. Empty when the SKU is unknown. Constant time. */
  Optional<Audit> audit(Sku sku);

  /**
   * Compares the counters of each SKU, with few questions to the store. Leaves unknown ones out.
   */
  Map<Sku, Audit> audits(Collection<Sku> skus);

  /**
   * Compares counters, reservations and orders of a SKU, without blocking others. Empty when the
   * SKU is unknown.
   */
  Optional<Audit> deepAudit(Sku sku);

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
