package dev.holdfast.stock;

import org.jspecify.annotations.Nullable;

/**
 * What the customer of an order may have of a product.
 *
 * @param max units in all, reserved and sold; null when the product has no such limit, but may have
 *     had one
 * @param customer stands for the customer; never the caller's own name for it
 * @param rate how often it may make a new reservation; null when that is not limited
 */
public record CustomerLimit(
    @Nullable Integer max, String customer, PurchaseLimits.@Nullable Rate rate) {
  /** One without a limit of new reservations. */
  public CustomerLimit(@Nullable Integer max, String customer) {
    this(max, customer, null);
  }
}
