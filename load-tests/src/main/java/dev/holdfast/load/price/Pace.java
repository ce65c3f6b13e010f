package dev.holdfast.load.price;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** When the requests of a load begin, and when there is no more. */
sealed interface Pace {
  /** As many requests as there are connections are under way at any moment, for so long. */
  record Closed(Duration time) implements Pace {}

  /** The same until so many were sent. */
  record Count(long requests) implements Pace {}

  /**
   * Requests at a steady rate, however long answers take, for so long: groups at equal intervals,
   * of so many on average; where that is no whole number, of the next ones below and above it.
   */
  record Fixed(int perSecond, double together, Duration time) implements Pace {
    /** How many there are. */
    long count() {
      return time.toNanos() / nanosEach();
    }

    /** When a request is due, in nanoseconds since the start; the first is number 0. */
    long dueNanos(long number) {
      long group = (long) (number / together);
      return (long) (group * together * nanosEach());
    }

    private long nanosEach() {
      return TimeUnit.SECONDS.toNanos(1) / perSecond;
    }
  }
}
