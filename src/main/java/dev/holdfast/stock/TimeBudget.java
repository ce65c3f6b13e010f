package dev.holdfast.stock;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * How long a call may wait in all. Every wait has a bound of its own; this bounds their sum, so
 * that whoever calls is answered in time however many waits meet. The clock starts with the first
 * of them: a client that is slow to send its request does not use the time up.
 *
 * <p>It belongs to the thread that carries the call out. Where none is set, waits have their own
 * bounds only.
 */
public final class TimeBudget {
  private static final ScopedValue<TimeBudget> CURRENT = ScopedValue.newInstance();

  private final long nanos;
  private boolean started;
  private long end;

  private TimeBudget(Duration total) {
    this.nanos = total.toNanos();
  }

  /** Something that is carried out within a budget. */
  @FunctionalInterface
  public interface Task<T, X extends Throwable> {
    T run() throws X;
  }

  /** Carries something out within a budget, which replaces the one that is set. */
  public static <T, X extends Throwable> T within(Duration total, Task<T, X> task) throws X {
    return ScopedValue.where(CURRENT, new TimeBudget(total)).call(task::run);
  }

  /** Like {@link #within}, for what throws no checked exception. */
  public static <T> T apart(Duration total, Supplier<T> task) {
    return within(total, (Task<T, RuntimeException>) task::get);
  }

  /**
   * How long to wait now: what was meant, or what is left if that is less; zero when nothing is.
   */
  public static Duration atMost(Duration wait) {
    return CURRENT.isBound() ? CURRENT.get().left(wait) : wait;
  }

  private Duration left(Duration wait) {
    long now = System.nanoTime();
    if (!started) {
      started = true;
      end = now + nanos;
    }
    long left = Math.max(0, end - now);
    return left < wait.toNanos() ? Duration.ofNanos(left) : wait;
  }
}
