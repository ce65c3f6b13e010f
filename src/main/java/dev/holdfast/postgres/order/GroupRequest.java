package dev.holdfast.postgres.order;

import dev.holdfast.order.PlaceOrder;
import dev.holdfast.stock.Line;
import java.time.Duration;

/**
 * An order of one line that shares a transaction with others.
 *
 * @param epoch the one that its product was bound under
 */
record GroupRequest(PlaceOrder order, Line line, long epoch, Duration reservationTime) {
  /** The order's id. */
  String id() {
    return order.id().value();
  }

  /** The line's SKU. */
  String sku() {
    return line.sku().value();
  }
}
