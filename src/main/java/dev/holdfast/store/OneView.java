package dev.holdfast.store;

import dev.holdfast.stock.StoreUnavailableException;
import java.util.function.Supplier;

/**
 * Keeps all steps of an operation with one view of the store's master. The first step decides which
 * that is; a later step that would meet another one is not sent, since what the steps before it
 * wrote may be missing there. The operation ends with a fault then, and what is left of it is
 * completed or given back as after a crash.
 *
 * <p>It belongs to the thread that carries the operation out. Where there is none, each step may
 * meet whatever master there is.
 */
public final class OneView {
  private static final ScopedValue<OneView> CURRENT = ScopedValue.newInstance();
  private static final long NONE = Long.MIN_VALUE;

  private long number = NONE;

  private OneView() {}

  /** Carries an operation out under one view; within another operation, under that one's. */
  public static <T> T during(Supplier<T> operation) {
    return CURRENT.isBound() ? operation.get() : anew(operation);
  }

  /**
   * Carries out what repairs, such as giving back under a tombstone: it is idempotent and right on
   * any master, and begins anew with the view that there is now.
   */
  public static <T> T anew(Supplier<T> repair) {
    return ScopedValue.where(CURRENT, new OneView()).call(repair::get);
  }

  /** As {@link #anew(Supplier)}, for what has no result. */
  public static void anew(Runnable repair) {
    ScopedValue.where(CURRENT, new OneView()).run(repair);
  }

  /**
   * Admits a step, for the store.
   *
   * @param view the number of the view that the step would meet
   * @throws StoreUnavailableException when the operation of this thread began under another one
   */
  public static void admit(long view) {
    if (CURRENT.isBound()) {
      CURRENT.get().step(view);
    }
  }

  private void step(long view) {
    if (number == NONE) {
      number = view;
    } else if (number != view) {
      throw new StoreUnavailableException(
          "the master changed on the way: the rest of the operation was not sent", null);
    }
  }
}
