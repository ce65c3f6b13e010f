package dev.holdfast.race;

import dev.holdfast.race.LaneView.State;
import dev.holdfast.race.LaneView.VerdictView;
import dev.holdfast.strategy.StrategyType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The account of a lane: what its customers were answered, and when. Bounded by the number of its
 * customers. Safe for use by many threads.
 */
final class Lane {
  /** The most points of its curve; when they are full, every second one is left out. */
  static final int CURVE_MAX = 600;

  private static final double PERCENT_99 = 0.99;
  private static final double MEDIAN = 0.5;

  /** What became of a customer's order. */
  enum Outcome {
    ACCEPTED,
    REFUSED,
    /** Given up after its repeats, each answered that too many want the same. */
    CONTENDED,
    /** Given up after its repeats, each answered 503: nothing happened, and no fault is shown. */
    UNAVAILABLE,
    /** Answered in a way that is none of the others. */
    FAILED,
    /** The customer cannot know. */
    UNKNOWN
  }

  private final StrategyType strategy;
  private final int units;
  private final int quantity;
  private final LongSupplier nanoTime;
  private final int[] outcomes = new int[Outcome.values().length];
  private final long[] times;
  private final List<List<Long>> curve = new ArrayList<>();
  private int answered;
  private int doubtful;
  private long storeAvailable;
  private State state = State.WAITING;
  private long startedAt;
  private long endedAt;
  private @Nullable Long firstOversoldMs;
  private @Nullable VerdictView verdict;
  private @Nullable Runnable atHalf;

  /**
   * @param units supplied
   * @param customers at most so many outcomes are recorded
   * @param quantity units in each receipt
   */
  Lane(StrategyType strategy, int units, int customers, int quantity, LongSupplier nanoTime) {
    this.strategy = strategy;
    this.units = units;
    this.quantity = quantity;
    this.nanoTime = nanoTime;
    this.times = new long[customers];
    this.storeAvailable = units;
  }

  StrategyType strategy() {
    return strategy;
  }

  /**
   * Sets what is done once: by the thread that records the outcome which makes it half of the
   * customers, before that customer's thread goes on.
   */
  synchronized void atHalf(Runnable task) {
    atHalf = task;
  }

  synchronized void start() {
    state = State.RUNNING;
    startedAt = nanoTime.getAsLong();
    addPoint(0);
  }

  /** The crowd has gone: its time ends. */
  synchronized void crowdLeft() {
    endedAt = nanoTime.getAsLong();
    addPoint(millis(endedAt));
  }

  synchronized void judged(VerdictView verdict) {
    this.verdict = verdict;
    state = State.DONE;
  }

  /** It ended without a verdict. */
  synchronized void failed() {
    if (state == State.RUNNING) {
      state = State.FAILED;
      endedAt = endedAt == 0 ? nanoTime.getAsLong() : endedAt;
    }
  }

  /**
   * Records what became of a customer's order, and how long it took, its repeats included.
   *
   * @param doubt whether one of its answers was none
   */
  void record(Outcome outcome, boolean doubt, long nanos) {
    Runnable due = counted(outcome, doubt, nanos);
    if (due != null) {
      due.run();
    }
  }

  /** What is due by this outcome. */
  private synchronized @Nullable Runnable counted(Outcome outcome, boolean doubt, long nanos) {
    outcomes[outcome.ordinal()]++;
    if (doubt && outcome != Outcome.ACCEPTED) {
      doubtful++;
    }
    times[answered++] = nanos;
    if (outcome == Outcome.ACCEPTED && unitsLeft() < 0 && firstOversoldMs == null) {
      firstOversoldMs = millis(nanoTime.getAsLong());
      addPoint(firstOversoldMs);
    }
    return answered == (times.length + 1) / 2 ? atHalf : null;
  }

  /** Notes what the store's own counter says now. */
  synchronized void sample(long available) {
    storeAvailable = available;
    if (state == State.RUNNING && endedAt == 0) {
      addPoint(millis(nanoTime.getAsLong()));
    }
  }

  /** The store's counter when it was asked last. */
  synchronized long storeAvailable() {
    return storeAvailable;
  }

  /** How many customers have an outcome. */
  synchronized int answered() {
    return answered;
  }

  /**
   * How many customers without a receipt had an answer that was none: an attempt of theirs may have
   * units, also where a repeat was refused. A receipt shows what its order has.
   */
  synchronized int doubtful() {
    return doubtful;
  }

  synchronized int count(Outcome outcome) {
    return outcomes[outcome.ordinal()];
  }

  /** Units supplied minus units in receipts; below zero when oversold. */
  synchronized long unitsLeft() {
    return units - (long) outcomes[Outcome.ACCEPTED.ordinal()] * quantity;
  }

  private void addPoint(long ms) {
    if (curve.size() == CURVE_MAX) {
      for (int i = CURVE_MAX - 1; i > 0; i -= 2) {
        curve.remove(i);
      }
    }
    curve.add(List.of(ms, unitsLeft(), storeAvailable));
  }

  private long millis(long now) {
    return TimeUnit.NANOSECONDS.toMillis(now - startedAt);
  }

  synchronized LaneView view() {
    long[] sorted = Arrays.copyOf(times, answered);
    Arrays.sort(sorted);
    return new LaneView(
        strategy.id(),
        state,
        unitsLeft(),
        storeAvailable,
        count(Outcome.ACCEPTED),
        count(Outcome.REFUSED),
        count(Outcome.CONTENDED),
        count(Outcome.FAILED) + count(Outcome.UNAVAILABLE),
        count(Outcome.UNKNOWN),
        ordersPerSecond(),
        percentile(sorted, MEDIAN),
        percentile(sorted, PERCENT_99),
        firstOversoldMs,
        curve,
        verdict);
  }

  private double ordersPerSecond() {
    if (state == State.WAITING) {
      return 0;
    }
    long nanos = Math.max(1, (endedAt == 0 ? nanoTime.getAsLong() : endedAt) - startedAt);
    return rounded((double) answered * TimeUnit.SECONDS.toNanos(1) / nanos);
  }

  /** The exact one: at least this share of the orders took at most so long. */
  private static @Nullable Double percentile(long[] sorted, double share) {
    return sorted.length == 0
        ? null
        : rounded(
            sorted[(int) Math.ceil(share * sorted.length) - 1]
                / (double) TimeUnit.MILLISECONDS.toNanos(1));
  }

  /** To a tenth, as people read it. */
  private static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
