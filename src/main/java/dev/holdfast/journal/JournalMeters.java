package dev.holdfast.journal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** What an instance does for the journal. Written by one thread, read by many. */
final class JournalMeters {
  /** The lock is another's for good, and not between two faults, when it was for so long. */
  private static final Duration FOR_GOOD = Duration.ofSeconds(5);

  /** A turn of the holder may take so long: it is not behind yet. */
  private static final Duration TURN_MAX = Duration.ofSeconds(1);

  private static final long NEVER = 0;

  /** Why lines are missing. */
  enum Gap {
    TRIMMED,
    FILE_LOST
  }

  private final Counter lines;
  private final Counter failures;
  private final Map<Gap, Counter> gaps = new EnumMap<>(Gap.class);
  private final LongSupplier nanoTime;
  private final long turnNanos;
  private volatile boolean holder;
  private volatile long behindSince = NEVER;
  private volatile long turnedAt = NEVER;
  private long anothersSince = NEVER;

  /**
   * @param interval between two turns
   * @param nanoTime the time in nanoseconds since any moment, never 0
   */
  JournalMeters(MeterRegistry meters, Duration interval, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.turnNanos = interval.plus(TURN_MAX).toNanos();
    lines =
        Counter.builder("holdfast.journal.lines")
            .description("Events that this instance wrote to the journal")
            .register(meters);
    failures =
        Counter.builder("holdfast.journal.failures")
            .description("Attempts to write the journal, or to read events for it, that failed")
            .register(meters);
    for (Gap gap : Gap.values()) {
      gaps.put(
          gap,
          Counter.builder("holdfast.journal.gaps")
              .description("How often events may be missing in the journal's file")
              .tag("cause", gap.name().toLowerCase(Locale.ROOT).replace('_', '-'))
              .register(meters));
    }
    Gauge.builder("holdfast.journal.holder", this, own -> own.holder ? 1 : 0)
        .description("1 while this instance is the one that writes the journal")
        .strongReference(true)
        .register(meters);
    TimeGauge.builder("holdfast.journal.behind", this, TimeUnit.SECONDS, JournalMeters::behind)
        .description(
            "For how long this instance has not brought the journal up to date; NaN while another"
                + " instance writes it")
        .strongReference(true)
        .register(meters);
  }

  private double behind() {
    long now = nanoTime.getAsLong();
    long since = behindSince;
    if (since == NEVER) {
      if (!holder) {
        return Double.NaN;
      }
      // A turn that hangs says nothing itself.
      since = now - turnedAt > turnNanos ? turnedAt : now;
    }
    return (now - since) / 1e9;
  }

  boolean isBehind() {
    return behindSince != NEVER;
  }

  /** The lock was tried for. */
  void turn(boolean own) {
    long now = nanoTime.getAsLong();
    if (own) {
      anothersSince = NEVER;
      turnedAt = holder ? turnedAt : now;
    } else if (anothersSince == NEVER) {
      anothersSince = now;
    } else if (now - anothersSince >= FOR_GOOD.toNanos()) {
      behindSince = NEVER;
    }
    holder = own;
  }

  void copied(boolean caughtUp) {
    turnedAt = nanoTime.getAsLong();
    if (caughtUp) {
      behindSince = NEVER;
    } else {
      fallBehind();
    }
  }

  void failed() {
    failures.increment();
    holder = false;
    fallBehind();
  }

  void lines(int count) {
    lines.increment(count);
  }

  void gap(Gap gap) {
    Objects.requireNonNull(gaps.get(gap)).increment();
  }

  private void fallBehind() {
    if (behindSince == NEVER) {
      behindSince = nanoTime.getAsLong();
    }
  }
}
