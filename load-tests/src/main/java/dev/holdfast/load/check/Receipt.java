package dev.holdfast.load.check;

import java.util.List;

/**
 * One request for units and what its client was answered. Requests of one key are attempts at the
 * same order. Times are of one monotonic clock: {@code startNanos} before the request was sent,
 * {@code endNanos} after its answer was read.
 */
public record Receipt(
    String key, int target, List<Line> lines, long startNanos, long endNanos, Outcome outcome) {
  public Receipt {
    lines = List.copyOf(lines);
    if (endNanos < startNanos) {
      throw new IllegalArgumentException("a receipt that ends before it starts: " + key);
    }
  }

  /** The units of one product that this request asked for. */
  long quantityOf(String sku) {
    return lines.stream().filter(l -> l.sku().equals(sku)).mapToLong(Line::quantity).sum();
  }
}
