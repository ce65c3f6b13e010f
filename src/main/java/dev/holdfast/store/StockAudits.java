package dev.holdfast.store;

import dev.holdfast.stock.Audit;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.ReconciliationResult;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
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
  /**
   * Compares the counters of each SKU, with few questions to the store. Leaves unknown ones out.
   */
  Map<Sku, Audit> audits(Collection<Sku> skus);

  /**
   * Compares counters, reservations and orders of a SKU, without blocking others. Empty when the
   * SKU is unknown.
   */
  Optional<Audit> deepAudit(Sku sku);

  /** Reports what a reconciliation would do. Changes nothing, and blocks no order. */
  ReconciliationResult look(Sku sku);

  /**
   * Reconciles: pauses the SKU for a bounded time, in which its stock cannot be taken, and gives it
   * a new counter under a new epoch. Orders in progress are not touched. A process that dies in
   * between leaves a pause that ends by itself.
   *
   * @param reason why, for the record that is kept of it
   */
  ReconciliationResult apply(Sku sku, String reason);
}
