package dev.holdfast.load.scenarios;

import java.util.List;
import java.util.Map;

/**
 * What one turn measured.
 *
 * @param accepted orders accepted in all, lead-in included
 * @param soldOut orders refused in all for lack of stock
 * @param acceptedBySku the accepted ones by product, to be held against audits; of many products,
 *     some
 * @param meters what the instances' own metrics say of this turn: the mean of each, by name
 */
public record Measurement(
    int slot,
    int round,
    String thing,
    Part part,
    long accepted,
    long soldOut,
    Map<String, Long> acceptedBySku,
    Map<String, Double> meters) {
  public Measurement {
    acceptedBySku = Map.copyOf(acceptedBySku);
    meters = Map.copyOf(meters);
  }

  /**
   * The measured time. {@code perSecond} counts the answers of the part's own kind in each whole
   * second: its spread is the noise of {@code throughput}. The counts are of all answers, lead-in
   * included.
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

    /** The same with the answers of a crowd that concern the accounts. */
    Part with(Part crowd) {
      return new Part(
          seconds,
          throughput,
          perSecond,
          accepted,
          soldOut,
          busy + crowd.busy,
          unknown + crowd.unknown,
          unexpected + crowd.unexpected);
    }
  }

  /** Times from sending to answer, in milliseconds; all zero when there was none. */
  public record Latency(
      long count, double meanMs, double p50Ms, double p95Ms, double p99Ms, double maxMs) {}
}
