package dev.holdfast.alert;

import dev.holdfast.stock.Sku;
import java.time.Instant;

/**
 * A crossing of a product's stock from one band into another.
 *
 * @param sequence numbers the crossings of the product, from 1; a reader keeps the highest one
 * @param type {@code LOW_STOCK}, {@code RECOVERED}, {@code SOLD_OUT}, {@code BACK_IN_STOCK}, {@code
 *     SHORTFALL} or {@code SHORTFALL_FILLED}; later versions may add some
 * @param available the units that could be sold when it was found
 * @param shortfall the units that were missing then
 * @param occurredAt when it was found, by the store's clock
 */
public record ProductEvent(
    Sku sku, long sequence, String type, long available, long shortfall, Instant occurredAt) {
  /** Units are missing for orders. */
  public static final String SHORTFALL = "SHORTFALL";

  /** None are missing any more. */
  public static final String SHORTFALL_FILLED = "SHORTFALL_FILLED";
}
