package dev.holdfast.load.scenarios;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one speed run measured. {@code refusing} is null for the endpoint that does nothing, which
 * has nothing to refuse. Units are counted over the whole run, warm-up and selling out included, to
 * be held against the service's audit.
 */
public record Measurement(
    Part accepting,
    @Nullable Part refusing,
    String hotSku,
    long unitsSupplied,
    long unitsAccepted,
    long unitsUnknown) {

  /**
   * One measured part. {@code perSecond} counts the answers of the part's own kind in each whole
   * second: its spread is the noise of {@code throughput}.
   */
  public record Part(
      double seconds,
      double throughput,
      List<Long> perSecond,
      Latency accepted,
      Latency soldOut,
      long busy,
      long unknown,
      long unexpected) {
    public Part {
      perSecond = List.copyOf(perSecond);
    }
  }

  /** Times from sending to answer, in milliseconds; all zero when there was none. */
  public record Latency(
      long count, double meanMs, double p50Ms, double p95Ms, double p99Ms, double maxMs) {}
}
