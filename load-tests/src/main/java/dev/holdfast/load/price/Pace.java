package dev.holdfast.load.price;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** When the requests of a load begin, and when there is no more. */
sealed interface Pace {
  /** As many requests as there are connections are under way at any moment, for so long. */
  record Closed(Duration time) implements Pace {}

  /** The same until so many were sent. */
  record Count(long requests) implements Pace {}

  /** Requests at a steady rate, however long answers take, for so long. */
  record Fixed(int perSecond, Duration time) implements Pace {
    long intervalNanos() {
      return TimeUnit.SECONDS.toNanos(1) / perSecond;
    }
  }
}
