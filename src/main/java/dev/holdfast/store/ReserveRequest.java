package dev.holdfast.store;

import dev.holdfast.stock.OrderId;
import java.util.List;

/**
 * Asks a strategy to reserve lines for an order.
 *
 * @param attempt the attempt that claimed the order; a later one has a higher number
 * @param lines in canonical order; in the lab, where locks are acquired as SKUs are given, in that
 *     one
 * @param mayHoldAlready whether an earlier attempt may have reserved some of these lines; a
 *     strategy that would pay for finding out may skip it when this is false
 * @param change whether it changes the lines of a reserved order: what that holds stays its own,
 *     whatever becomes of the request
 */
public record ReserveRequest(
    OrderId order, long attempt, List<StockLine> lines, boolean mayHoldAlready, boolean change) {
  public ReserveRequest {
    lines = List.copyOf(lines);
  }

  /** Asks for the lines of an order that is being placed. */
  public ReserveRequest(
      OrderId order, long attempt, List<StockLine> lines, boolean mayHoldAlready) {
    this(order, attempt, lines, mayHoldAlready, false);
  }

  /** Asks for the new lines of an order that is reserved. */
  public static ReserveRequest ofChange(OrderId order, long attempt, List<StockLine> lines) {
    return new ReserveRequest(order, attempt, lines, true, true);
  }
}
