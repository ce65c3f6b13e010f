package dev.holdfast.load.price;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an order may cost, and what it does. The worse end of the interval decides.
 *
 * @param before of the older jar; null where it was not measured, or is what this is compared with
 * @param now of this code
 * @param atMost whether less is better
 */
record Goal(String what, @Nullable Interval before, Interval now, double wanted, boolean atMost) {
  /** Of rounds; there must be one of this code at least. */
  static Goal of(
      String what, List<Double> before, List<Double> now, double wanted, boolean atMost) {
    return new Goal(
        what, before.isEmpty() ? null : Interval.of(before), Interval.of(now), wanted, atMost);
  }

  boolean isMet() {
    return atMost ? now.high() <= wanted : now.low() >= wanted;
  }
}
