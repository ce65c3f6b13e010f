package dev.holdfast.placing;

import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OrderRecords;
import dev.holdfast.stock.OrderRecords.DecideResult;
import dev.holdfast.stock.VersionCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Moves the deadlines of reserved orders, as far as their bound allows. */
public final class Extending {
  private final OrderRecords records;
  private final Duration reservedMax;

  /**
   * @param reservedMax how long an order may stay reserved in all
   */
  public Extending(OrderRecords records, Duration reservedMax) {
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
