package dev.holdfast.stock;

import java.util.List;

/**
 * Asks a strategy to reserve lines for an order.
 *
 * @param attempt the attempt that claimed the order; a later one has a higher number
 * @param lines in canonical order
 * @param mayHoldAlready whether an earlier attempt may have reserved some of these lines; a
 *     strategy that would pay for finding out may skip it when this is false
 */
public record ReserveRequest(
    OrderId order, long attempt, List<StockLine> lines, boolean mayHoldAlready) {
  public ReserveRequest {
    lines = List.copyOf(lines);
  }
}
