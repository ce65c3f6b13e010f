package dev.holdfast.journal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** What an instance does for the journal. Written by one thread, read by many. */
final class JournalMeters {
  /** The lock is another's for good, and not between two faults, when it was so often in a row. */
  private static final int TURNS_OF_ANOTHER = 20;

  private static final long NOT_BEHIND = 0;

  /** Why lines are missing. */
  enum Gap {
    TRIMMED,
    FILE_LOST
  }

  private final Counter lines;
  private final Counter failures;
  private final Map<Gap, Counter> gaps = new EnumMap<>(Gap.class);
  private volatile boolean holder;
  private volatile long behindSince = NOT_BEHIND;
  private int turnsOfAnother;

  JournalMeters(MeterRegistry meters) {
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
    long since = behindSince;
    if (since == NOT_BEHIND) {
      return holder ? 0 : Double.NaN;
    }
    return (System.nanoTime() - since) / 1e9;
  }

  boolean isBehind() {
    return behindSince != NOT_BEHIND;
  }

  /** The lock was tried for. */
  void turn(boolean own) {
    holder = own;
    turnsOfAnother = own ? 0 : turnsOfAnother + 1;
    if (turnsOfAnother >= TURNS_OF_ANOTHER) {
      behindSince = NOT_BEHIND;
    }
  }

  void copied(boolean caughtUp) {
    if (caughtUp) {
      behindSince = NOT_BEHIND;
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
    if (behindSince == NOT_BEHIND) {
      behindSince = System.nanoTime();
    }
  }
}
