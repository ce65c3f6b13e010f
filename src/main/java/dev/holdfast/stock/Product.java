package dev.holdfast.stock;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A registered product and its binding: which strategy takes its stock, and under which epoch of
 * its counter.
 *
 * @param strategy the strategy's name as it is stored; a name that this version does not know makes
 *     the product unavailable, never unguarded
 * @param epoch the counter's epoch; a take under another one is stale
 * @param reservationTime how long an order of this product stays reserved at most
 */
public record Product(
    Sku sku,
    String name,
    String strategy,
    long epoch,
    Duration reservationTime,
    PurchaseLimits limits) {
  /**
   * The epoch of a product that is paused for its reconciliation: nothing can be taken under it.
   */
  public static final long PAUSED = 0;

  /** Whether its stock cannot be taken for the moment. */
  public boolean isPaused() {
    return epoch == PAUSED;
  }

  /**
   * What a customer may have of it; null when there is none.
   *
   * @param customer stands for the customer, empty when there is none
   */
  public @Nullable CustomerLimit allowance(String customer) {
    return customer.isEmpty() ? null : new CustomerLimit(limits.perCustomer(), customer);
  }
}
