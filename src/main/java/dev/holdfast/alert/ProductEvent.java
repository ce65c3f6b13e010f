package dev.holdfast.alert;

import dev.holdfast.stock.Sku;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A crossing of a product's stock from one band into another, or a change of its strategy.
 *
 * @param sequence numbers the events of the product, from 1; a reader keeps the highest one
 * @param type {@code LOW_STOCK}, {@code RECOVERED}, {@code SOLD_OUT}, {@code BACK_IN_STOCK}, {@code
 *     SHORTFALL}, {@code SHORTFALL_FILLED} or {@code STRATEGY_CHANGED}; later versions may add some
 * @param available the units that could be sold when it was found
 * @param shortfall the units that were missing then
 * @param occurredAt when it was found, by the store's clock; of a change when that was made
 * @param from the strategy before a change; null in a crossing, and where an instance of an earlier
 *     version announced the change
 * @param to the strategy after a change; null as {@code from} is
 */
public record ProductEvent(
    Sku sku,
    long sequence,
    String type,
    long available,
    long shortfall,
    Instant occurredAt,
    @Nullable String from,
    @Nullable String to) {
  /** Units are missing for orders. */
  public static final String SHORTFALL = "SHORTFALL";

  /** Another strategy is bound. */
  public static final String STRATEGY_CHANGED = "STRATEGY_CHANGED";

  /** None are missing any more. */
  public static final String SHORTFALL_FILLED = "SHORTFALL_FILLED";
}
