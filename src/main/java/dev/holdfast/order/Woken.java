package dev.holdfast.order;

import java.util.function.Supplier;

/**
 * Whether the order that the current thread places has waited for stock and was woken: its units
 * were seen in the store since it was refused, so that no older refusal counts.
 */
public final class Woken {
  private static final ScopedValue<Boolean> CURRENT = ScopedValue.newInstance();

  private Woken() {}

  /** Places an order that was woken. */
  public static <T> T place(Supplier<T> order) {
    return ScopedValue.where(CURRENT, true).call(order::get);
  }

  /** Whether the current thread places one. */
  public static boolean isCurrent() {
    return CURRENT.isBound();
  }
}
