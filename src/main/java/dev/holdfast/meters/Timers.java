package dev.holdfast.meters;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.stream.LongStream;

/** Makes the timers of the service. All have the same histogram buckets. */
public final class Timers {
  /**
   * Where the buckets end. A short list on purpose: each of them is a series of every timer, and
   * one more is for what took longer.
   */
  private static final Duration[] BUCKETS =
      LongStream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private Timers() {}

  /**
   * A timer.
   *
   * @param tags names and values, one after the other; never anything that callers can invent
   */
  public static Timer timer(MeterRegistry meters, String name, String description, String... tags) {
    return Timer.builder(name)
        .description(description)
        .tags(tags)
        .serviceLevelObjectives(BUCKETS)
        .register(meters);
  }
}
