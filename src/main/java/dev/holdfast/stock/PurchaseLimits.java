package dev.holdfast.stock;

import org.jspecify.annotations.Nullable;

/**
 * How many units of a product may be bought.
 *
 * @param perOrder in one order; null when there is no limit
 * @param perCustomer by one customer in all orders together that are reserved or confirmed; null
 *     when there is no limit
 */
public record PurchaseLimits(@Nullable Integer perOrder, @Nullable Integer perCustomer) {
  /** No limit. */
  public static final PurchaseLimits NONE = new PurchaseLimits(null, null);
}
