package dev.holdfast.waiting;

import dev.holdfast.stock.Sku;

/**
 * What orders of this instance wait for.
 *
 * @param orders how many wait for the SKU
 * @param units how many units they lack together
 * @param longestMillis how long the first of them has waited
 */
public record WaitedFor(Sku sku, int orders, long units, long longestMillis) {
  WaitedFor plus(WaitedFor other) {
    return new WaitedFor(
        sku,
        orders + other.orders,
        units + other.units,
        Math.max(longestMillis, other.longestMillis));
  }
}
