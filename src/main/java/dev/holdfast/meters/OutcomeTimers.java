package dev.holdfast.meters;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The timers of something that one strategy does, one for each way in which it can end. All are
 * made at once, so that a scrape sees a zero before the first time, and nothing is looked up later.
 */
public final class OutcomeTimers<E extends Enum<E>> {
  private final Map<E, Timer> byOutcome;

  /**
   * @param outcomes the ways that are possible, of which there is at least one; the others are not
   *     counted
   */
  public OutcomeTimers(
      MeterRegistry meters, String name, String description, String strategy, Set<E> outcomes) {
    Map<E, Timer> timers = new HashMap<>();
    for (E outcome : outcomes) {
      timers.put(
          outcome,
          Timers.timer(meters, name, description, "strategy", strategy, "outcome", id(outcome)));
    }
    byOutcome = new EnumMap<>(timers);
  }

  /** Counts one that ended. */
  public void record(E outcome, long nanos) {
    Timer timer = byOutcome.get(outcome);
    if (timer != null) {
      timer.record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** {@code insufficient-stock} for {@code INSUFFICIENT_STOCK}. */
  private static String id(Enum<?> outcome) {
    return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
