package dev.holdfast.stock;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of the strategy that a product is bound to, as it was done or would be done.
 *
 * @param from the strategy before
 * @param to the strategy after; the same one where there was nothing to change
 * @param epoch the one under which stock is taken from then on
 * @param returned units that a take had lowered the counter by and had not recorded: they are
 *     available again
 * @param at when it was done; null when it was only looked at
 */
public record StrategyChange(
    Sku sku, String from, String to, long epoch, long returned, @Nullable Instant at) {
  /** Whether the strategy is another one. */
  public boolean isChange() {
    return !from.equals(to);
  }
}
