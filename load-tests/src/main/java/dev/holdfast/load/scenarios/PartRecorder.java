package dev.holdfast.load.scenarios;

import dev.holdfast.load.endpoints.AnswerKind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Records one part of a speed run: nothing during its warm-up, then for its measured time.
 * Throughput counts answers that came in that time. Latency is of requests that were sent in it,
 * however late they were answered, so that what is slow cannot drop out.
 */
final class PartRecorder {
  private static final long LATENCY_MAX_MICROS = TimeUnit.SECONDS.toMicros(120);
  private static final int DIGITS = 3;
  private static final long NOT_BEGUN = Long.MIN_VALUE;

  private final AnswerKind measured;
  private final long warmUpNanos;
  private final long measuredNanos;
  private final AtomicLong begun = new AtomicLong(NOT_BEGUN);
  private final AtomicLongArray perSecond;
  private final Map<AnswerKind, Histogram> latencies = new EnumMap<>(AnswerKind.class);
  private final LongAdder answersInTime = new LongAdder();
  private final Map<AnswerKind, LongAdder> all = new EnumMap<>(AnswerKind.class);

  PartRecorder(AnswerKind measured, Duration warmUp, Duration duration) {
    this.measured = measured;
    this.warmUpNanos = warmUp.toNanos();
    this.measuredNanos = duration.toNanos();
    this.perSecond = new AtomicLongArray((int) duration.toSeconds());
    for (AnswerKind kind : AnswerKind.values()) {
      latencies.put(kind, new ConcurrentHistogram(LATENCY_MAX_MICROS, DIGITS));
      all.put(kind, new LongAdder());
    }
  }

  void record(AnswerKind kind, long sentNanos, long answeredNanos) {
    begun.compareAndSet(NOT_BEGUN, sentNanos);
    counter(kind).increment();
    long sent = sentNanos - begun.get() - warmUpNanos;
    long answered = answeredNanos - begun.get() - warmUpNanos;
    if (sent >= 0 && sent < measuredNanos) {
      long micros = TimeUnit.NANOSECONDS.toMicros(answeredNanos - sentNanos);
      histogram(kind).recordValue(Math.min(micros, LATENCY_MAX_MICROS));
    }
    if (kind == measured && answered >= 0 && answered < measuredNanos) {
      answersInTime.increment();
      int second = (int) TimeUnit.NANOSECONDS.toSeconds(answered);
      if (second < perSecond.length()) {
        perSecond.incrementAndGet(second);
      }
    }
  }

  /** How many answers of a kind there were at all, warm-up included. */
  long total(AnswerKind kind) {
    return counter(kind).sum();
  }

  Measurement.Part measurement() {
    double seconds = measuredNanos / (double) TimeUnit.SECONDS.toNanos(1);
    return new Measurement.Part(
        seconds,
        answersInTime.sum() / seconds,
        LongStream.range(0, perSecond.length()).map(i -> perSecond.get((int) i)).boxed().toList(),
        latency(histogram(AnswerKind.ACCEPTED)),
        latency(histogram(AnswerKind.SOLD_OUT)),
        total(AnswerKind.BUSY),
        total(AnswerKind.UNKNOWN),
        total(AnswerKind.UNEXPECTED));
  }

  private static Measurement.Latency latency(Histogram h) {
    if (h.getTotalCount() == 0) {
      return new Measurement.Latency(0, 0, 0, 0, 0, 0);
    }
    return new Measurement.Latency(
        h.getTotalCount(),
        millis(h.getMean()),
        millis(h.getValueAtPercentile(50)),
        millis(h.getValueAtPercentile(95)),
        millis(h.getValueAtPercentile(99)),
        millis(h.getMaxValue()));
  }

  private static double millis(double micros) {
    return micros / 1_000;
  }

  private Histogram histogram(AnswerKind kind) {
    return Objects.requireNonNull(latencies.get(kind));
  }

  private LongAdder counter(AnswerKind kind) {
    return Objects.requireNonNull(all.get(kind));
  }
}
