package dev.holdfast.load.price;

import dev.holdfast.load.endpoints.Costs;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What one turn of a case measured on one jar. Processor time is user and system time of a process,
 * in microseconds for each answer.
 *
 * @param what the case, as an option names it
 * @param side the jar
 * @param round from 1; 0 is the warm-up
 * @param together requests that left at one moment, on average
 */
record Turn(
    String what,
    String side,
    int round,
    long answers,
    double perSecond,
    double together,
    double serviceMicros,
    double storeMicros,
    double loadMicros,
    double p50Millis,
    double p99Millis) {
  private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final double P50 = 50;
  private static final double P99 = 99;

  /** The rate that this reached, one by one or in groups as large as its own on average. */
  Pace.Fixed asPace(boolean isGrouped, Duration time) {
    return new Pace.Fixed(
        Math.max(1, (int) Math.round(perSecond)), isGrouped ? Math.max(1, together) : 1, time);
  }

  /** Whether it is one of that case on that jar. */
  boolean isOf(PriceCase one, String name) {
    return what.equals(one.option()) && side.equals(name);
  }

  static Turn of(
      String what,
      String side,
      int round,
      HttpLoad.Outcome outcome,
      Map<String, Double> each,
      double loadMicros) {
    return new Turn(
        what,
        side,
        round,
        outcome.answers(),
        outcome.perSecond(),
        outcome.together(),
        each.getOrDefault(Costs.SERVICE_CPU, 0.0),
        each.getOrDefault(Costs.STORE_CPU, 0.0),
        loadMicros,
        outcome.latency().getValueAtPercentile(P50) / NANOS_PER_MILLI,
        outcome.latency().getValueAtPercentile(P99) / NANOS_PER_MILLI);
  }
}
