package dev.holdfast.strategy.lock.jvm;

import dev.holdfast.stock.Sku;

/**
 * One of a fixed number of locks of this JVM.
 *
 * @param count how many there are
 */
public record Stripe(int index, int count) {
  /** The index of the stripe that a SKU has among so many. */
  public static int of(Sku sku, int count) {
    return Math.floorMod(spread(sku.hashCode()), count);
  }

  /** SKUs often differ in their last characters only: mix, so that they do not share low bits. */
  private static int spread(int hash) {
    return hash ^ (hash >>> 16);
  }

  /** Whether a SKU has this stripe. */
  public boolean covers(Sku sku) {
    return of(sku, count) == index;
  }

  @Override
  public String toString() {
    return "stripe " + index;
  }
}
