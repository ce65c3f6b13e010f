package dev.holdfast.runtime;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A timeout on a shared timing wheel, for waits that every order has. A caller sets a timeout that
 * ends its wait, waits without a bound, and cancels the timeout.
 *
 * <p>A virtual thread that parks for a bounded time makes the JDK schedule its wake-up, and on JDK
 * 25 that wakes the scheduler's thread: more work than a whole refusal. A timing wheel (Varghese
 * and Lauck, <i>Hashed and Hierarchical Timing Wheels</i>, 1987; here Netty's) accepts a timeout
 * without waking a thread. In exchange timeouts fire late, by up to {@link #LATE_MAX}. Safe for use
 * by many threads.
 */
public final class WheelTimeout {
  /** How late a timeout fires at most, unless the machine is busy. */
  public static final Duration LATE_MAX = Duration.ofMillis(10);

  /** The ticks of one turn: the wheel skips timeouts further away once a turn. */
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
   * Sets a timeout.
   *
   * @param wake runs when the time has passed, on the one thread of all timeouts, which it must not
   *     block
   */
  public static WheelTimeout after(long nanos, Runnable wake) {
    return new WheelTimeout(WHEEL.newTimeout(_ -> wake.run(), nanos, TimeUnit.NANOSECONDS));
  }

  /** Cancels the timeout, unless it fires this moment. */
  public void cancel() {
    timeout.cancel();
  }
}
