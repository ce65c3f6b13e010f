package dev.holdfast.load.process;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The end of a wait. */
public final class Deadline {
  private final long endNanos;

  private Deadline(long endNanos) {
    this.endNanos = endNanos;
  }

  /** The end of a wait that begins now. */
  public static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /**
   * Waits until a condition holds.
   *
   * @param what the condition in words, for the message when it does not hold in time
   * @param interval between two looks at it
   * @throws LoadTestException when it does not hold in time
   */
  public static void await(
      String what, Duration max, Duration interval, BooleanSupplier condition) {
    if (!holdsWithin(max, interval, condition)) {
      throw new LoadTestException("waited %d s in vain for %s".formatted(max.toSeconds(), what));
    }
  }

  /** Waits until a condition holds, and tells whether it does in time. */
  public static boolean holdsWithin(Duration max, Duration interval, BooleanSupplier condition) {
    Deadline deadline = in(max);
    while (!condition.getAsBoolean()) {
      if (deadline.isOver()) {
        return false;
      }
      sleep(interval);
    }
    return true;
  }

  /** Whether it has come. */
  public boolean isOver() {
    return System.nanoTime() - endNanos >= 0;
  }

  /** Waits for so long. */
  public static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoadTestException("interrupted while waiting", e);
    }
  }
}
