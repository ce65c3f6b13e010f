package dev.holdfast.store;

import dev.holdfast.stock.CustomerLimit;
import dev.holdfast.stock.Sku;
import org.jspecify.annotations.Nullable;

/**
 * A line as a strategy takes it: with the epoch of the counter that its product is bound to.
 *
 * @param allowance what its customer may have; null when its order names none
 */
public record StockLine(Sku sku, int quantity, long epoch, @Nullable CustomerLimit allowance) {
  /** A line of an order that names no customer. */
  public StockLine(Sku sku, int quantity, long epoch) {
    this(sku, quantity, epoch, null);
  }

  /** The same as no new reservation of its customer: an order that takes what it had before. */
  public StockLine again() {
    return allowance == null
        ? this
        : new StockLine(
            sku, quantity, epoch, new CustomerLimit(allowance.max(), allowance.customer()));
  }
}
