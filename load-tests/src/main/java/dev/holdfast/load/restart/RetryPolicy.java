package dev.holdfast.load.restart;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often a customer asks at most, and how long it waits in between: longer each time, up to a
 * longest.
 */
record RetryPolicy(int attemptsMax, Duration firstPause, Duration longestPause) {
  /**
   * About 19 seconds in all: longer than a claim outlives the instance that died with it (10 s).
   */
  static final RetryPolicy STANDARD =
      new RetryPolicy(14, Duration.ofMillis(100), Duration.ofSeconds(2));

  RetryPolicy {
    if (attemptsMax < 1) {
      throw new IllegalArgumentException("at least one attempt is needed, not " + attemptsMax);
    }
  }

  /**
   * The pause after so many attempts, a random part of it left out so that not all come at once.
   */
  Duration pauseAfter(int attempts, RandomGenerator random) {
    return longestAfter(attempts).multipliedBy(random.nextInt(75, 101)).dividedBy(100);
  }

  /** All pauses together, at their longest. */
  Duration pausesMax() {
    Duration sum = Duration.ZERO;
    for (int attempts = 1; attempts < attemptsMax; attempts++) {
      sum = sum.plus(longestAfter(attempts));
    }
    return sum;
  }

  private Duration longestAfter(int attempts) {
    Duration pause = firstPause;
    for (int i = 1; i < attempts && pause.compareTo(longestPause) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return pause.compareTo(longestPause) < 0 ? pause : longestPause;
  }
}
