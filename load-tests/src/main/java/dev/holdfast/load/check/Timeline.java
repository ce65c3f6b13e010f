package dev.holdfast.load.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Units held over time: a sum of intervals, asked for its highest value. */
final class Timeline {
  /** The end of an interval that has none. */
  static final long FOREVER = Long.MAX_VALUE;

  private record Step(long nanos, long delta) {}

  private final List<Step> steps = new ArrayList<>();
  private long[] times = {};
  private long[] values = {};

  /** Adds units from {@code from}, inclusive, to {@code until}, exclusive. */
  void add(long from, long until, long units) {
    if (from >= until) {
      return;
    }
    steps.add(new Step(from, units));
    if (until != FOREVER) {
      steps.add(new Step(until, -units));
    }
    times = new long[0];
  }

  /** The highest value at any moment. */
  long max() {
    settle();
    return Arrays.stream(values).max().orElse(0);
  }

  /** The highest value at any moment between two, both inclusive. */
  long maxBetween(long from, long to) {
    settle();
    int at = Arrays.binarySearch(times, from);
    int i = at >= 0 ? at : -at - 2;
    long max = i >= 0 ? values[i] : 0;
    for (i++; i < times.length && times[i] <= to; i++) {
      max = Math.max(max, values[i]);
    }
    return max;
  }

  /** The value after everything. */
  long last() {
    settle();
    return values.length == 0 ? 0 : values[values.length - 1];
  }

  private void settle() {
    if (times.length > 0 || steps.isEmpty()) {
      return;
    }
    long[] distinct = steps.stream().mapToLong(Step::nanos).sorted().distinct().toArray();
    long[] sums = new long[distinct.length];
    for (Step step : steps) {
      sums[Arrays.binarySearch(distinct, step.nanos())] += step.delta();
    }
    Arrays.parallelPrefix(sums, Long::sum);
    times = distinct;
    values = sums;
  }
}
