package dev.holdfast.strategy.check;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A strategy whose check and take are separate steps calls this in between. In production it does
 * nothing. The lab pauses there, so that a race shows with a handful of orders; tests wait there at
 * a latch.
 */
@FunctionalInterface
public interface RaceWindow {
  /** Does not pause. */
  RaceWindow NONE = () -> {};

  /** Pauses the order that is between its check and its take. */
  void pause();

  /** Pauses for a time. */
  static RaceWindow of(Duration time) {
    return time.isZero() ? NONE : () -> LockSupport.parkNanos(time.toNanos());
  }
}
