package dev.holdfast.runtime;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Ends waits that last too long, for those that there is one of in every order. Whoever waits sets
 * an alarm that ends the wait, waits without a bound, and cancels the alarm.
 *
 * <p>A virtual thread that parks for a bounded time has the JDK schedule its waking, and on JDK 25
 * that wakes the thread that keeps the schedule: more work than all of a refusal. Here an alarm is
 * put down without waking anybody, on a timing wheel (Varghese and Lauck, <i>Hashed and
 * Hierarchical Timing Wheels</i>, 1987; Netty's) that turns by itself. In exchange alarms come
 * late, by up to {@link #LATE_MAX}. Safe for use by many threads.
 */
public final class WheelTimeout {
  /** How much later than it should an alarm comes, unless the machine is busy. */
  public static final Duration LATE_MAX = Duration.ofMillis(10);

  /** So many ticks make a turn: alarms further away are passed over once in each. */
  private static final int TICKS = 512;

  private static final HashedWheelTimer WHEEL =
      new HashedWheelTimer(
          Thread.ofPlatform().daemon().name("holdfast-alarms").factory(),
          LATE_MAX.toMillis(),
          TimeUnit.MILLISECONDS,
          TICKS,
          false);

  private final Timeout timeout;

  private WheelTimeout(Timeout timeout) {
    this.timeout = timeout;
  }

  /**
   * Sets an alarm.
   *
   * @param wake what is done then, on the one thread of all alarms, which it must not hold up
   */
  public static WheelTimeout after(long nanos, Runnable wake) {
    return new WheelTimeout(WHEEL.newTimeout(_ -> wake.run(), nanos, TimeUnit.NANOSECONDS));
  }

  /** It will not come any more, unless it is coming this moment. */
  public void cancel() {
    timeout.cancel();
  }
}
