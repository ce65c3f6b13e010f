package dev.holdfast.load.switching;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** How long requests took. */
record Latencies(int count, double p50, double p99, double max) {
  private static final double NANOS_PER_MILLI = Duration.ofMillis(1).toNanos();

  static Latencies of(Collection<Attempt> attempts) {
    List<Long> sorted = attempts.stream().map(Attempt::nanos).sorted().toList();
    return new Latencies(sorted.size(), at(sorted, 0.50), at(sorted, 0.99), at(sorted, 1));
  }

  private static double at(List<Long> sorted, double share) {
    if (sorted.isEmpty()) {
      return Double.NaN;
    }
    int index = (int) Math.ceil(share * sorted.size()) - 1;
    return sorted.get(Math.max(0, index)) / NANOS_PER_MILLI;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%d, p50 %.1f ms, p99 %.1f ms, longest %.1f ms", count, p50, p99, max);
  }
}
