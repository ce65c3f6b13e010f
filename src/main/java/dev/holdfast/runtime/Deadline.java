package dev.holdfast.runtime;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * How long a call may wait in all. Every wait has a bound of its own; this bounds their sum, so
 * that the caller receives a response in time. The clock starts with the first wait: a client that
 * is slow to send its request does not use the time up.
 *
 * <p>A deadline belongs to the thread that runs the call. Where none is set, waits have their own
 * bounds only.
 */
public final class Deadline {
  /**
   * The bound of each further wait once the budget is used up: long enough for a healthy store. A
   * request that is merely late then still succeeds, and one whose store is gone ends with its next
   * wait.
   */
  private static final Duration LAST_WAITS = Duration.ofMillis(150);

  private static final ScopedValue<Deadline> CURRENT = ScopedValue.newInstance();

  private final long nanos;
  private final long lastWaitsNanos;
  private boolean started;
  private long end;

  private Deadline(Duration total, Duration lastWaits) {
    this.nanos = total.toNanos();
    this.lastWaitsNanos = lastWaits.toNanos();
  }

  /** A task that runs within a budget. */
  @FunctionalInterface
  public interface Task<T, X extends Throwable> {
    T run() throws X;
  }

  /** Runs a request within a budget. */
  public static <T, X extends Throwable> T within(Duration total, Task<T, X> task) throws X {
    return run(new Deadline(total, LAST_WAITS), task);
  }

  /** Runs a part within a budget of its own; once that is used up, no wait follows. */
  public static <T> T apart(Duration total, Supplier<T> task) {
    return run(new Deadline(total, Duration.ZERO), (Task<T, RuntimeException>) task::get);
  }

  private static <T, X extends Throwable> T run(Deadline budget, Task<T, X> task) throws X {
    return ScopedValue.where(CURRENT, budget).call(task::run);
  }

  /** How long to wait now: the given time, or less; zero when no time is left. */
  public static Duration atMost(Duration wait) {
    return CURRENT.isBound() ? CURRENT.get().left(wait) : wait;
  }

  private Duration left(Duration wait) {
    long now = System.nanoTime();
    if (!started) {
      started = true;
      end = now + nanos;
    }
    long left = Math.max(lastWaitsNanos, end - now);
    return left < wait.toNanos() ? Duration.ofNanos(Math.max(0, left)) : wait;
  }
}
