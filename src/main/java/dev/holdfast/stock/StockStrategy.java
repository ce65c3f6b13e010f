package dev.holdfast.stock;

import java.util.Set;

/**
 * One way of making "is there enough? then take it" a single step. Implementations are safe for use
 * by many threads.
 *
 * <p>A strategy neither knows nor decides what becomes of an order; it takes stock for an attempt,
 * and whoever called it gives back what a refusal may have left.
 */
public interface StockStrategy {
  /**
   * Reserves every line, or reports why not.
   *
   * @throws StoreUnavailableException when the store cannot be reached and nothing was taken
   * @throws OutcomeUnknownException when lines may or may not have been taken
   */
  ReserveResult reserve(ReserveRequest request);

  /**
   * Reads the levels of several SKUs, as of one moment as far as the guarantee goes. Unknown ones
   * are left out.
   *
   * @throws StoreUnavailableException when the store cannot be reached, or the locks are not
   *     acquired in time
   */
  StockSnapshot read(Set<Sku> skus);
}
