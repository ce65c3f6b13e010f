package dev.holdfast.lifecycle;

import dev.holdfast.order.OrderRecords;
import dev.holdfast.order.OrderRecords.DecideResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.OrderId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Moves the deadlines of reserved orders, as far as their bound allows. */
public final class OrderExtender {
  private final OrderRecords records;
  private final Duration reservedMax;

  /**
   * @param reservedMax how long an order may stay reserved in all
   */
  public OrderExtender(OrderRecords records, Duration reservedMax) {
    this.records = records;
    this.reservedMax = reservedMax;
  }

  /**
   * Keeps an order reserved until a time, or until its bound if that is earlier. It never shortens
   * a reservation.
   *
   * @return empty when the time is not later than now
   */
  public Optional<DecideResult> extend(
      OrderId order, VersionCondition condition, Instant deadline) {
    return records.extend(order, condition, deadline, reservedMax);
  }
}
