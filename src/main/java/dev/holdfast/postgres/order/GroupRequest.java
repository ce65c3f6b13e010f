package dev.holdfast.postgres.order;

import dev.holdfast.order.PlaceOrder;
import dev.holdfast.stock.Line;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An order of one line that shares a transaction with others.
 *
 * @param epoch the one that its product was bound under
 * @param ended set before its caller leaves, with or without an answer
 */
record GroupRequest(
    PlaceOrder order, Line line, long epoch, Duration reservationTime, AtomicBoolean ended) {
  /** The order's id. */
  String id() {
    return order.id().value();
  }

  /** The line's SKU. */
  String sku() {
    return line.sku().value();
  }
}
