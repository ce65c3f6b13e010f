package dev.holdfast.clock;

import dev.holdfast.redis.clock.CallerClock;
import dev.holdfast.redis.clock.ClockSettings;
import dev.holdfast.testing.Defaults;
import java.time.Duration;

/** An instance's clock that a test steers. It begins with the right time. */
public final class SteeredClock {
  private volatile Duration wallAhead = Duration.ZERO;
  private volatile Duration monotonicAhead = Duration.ZERO;

  public final CallerClock clock =
      new CallerClock(
          Defaults.of(ClockSettings.class),
          () -> System.currentTimeMillis() + wallAhead.toMillis(),
          () -> System.nanoTime() + monotonicAhead.toNanos());

  /** Sets the clock so far from the right time, as nothing but an error would. */
  public void jumpTo(Duration offset) {
    wallAhead = offset;
  }

  /**
   * Time seems to have passed here: the clock still runs beside the monotonic one. As far as
   * scripts can see, the store's clock jumped the other way.
   */
  public void passTo(Duration offset) {
    monotonicAhead = offset;
    wallAhead = offset;
  }
}
