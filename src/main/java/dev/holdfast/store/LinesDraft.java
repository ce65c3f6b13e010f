package dev.holdfast.store;

import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * New lines for a reserved order.
 *
 * @param current the order as the caller has read it
 * @param condition the versions that the caller means
 * @param basket the lines that it is to have
 * @param lines the same, bound
 * @param reservationTime how long it may stay reserved from now on, for the SKUs that it did not
 *     have before; null when there are none
 */
public record LinesDraft(
    OrderRecord current,
    VersionCondition condition,
    Basket basket,
    List<StockLine> lines,
    @Nullable Duration reservationTime) {
  public LinesDraft {
    lines = List.copyOf(lines);
  }

  public OrderId id() {
    return current.id();
  }
}
