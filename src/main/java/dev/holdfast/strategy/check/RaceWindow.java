package dev.holdfast.strategy.check;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Where a strategy's check and its take come apart, it calls this in between. In production it is
 * nothing; the lab holds there for a while so that a race can be seen with a handful of orders, and
 * tests hold there at a latch.
 */
@FunctionalInterface
public interface RaceWindow {
  /** Does not hold. */
  RaceWindow NONE = () -> {};

  /** Holds the order that is between its check and its take. */
  void pause();

  /** Holds for a time. */
  static RaceWindow of(Duration time) {
    return time.isZero() ? NONE : () -> LockSupport.parkNanos(time.toNanos());
  }
}
