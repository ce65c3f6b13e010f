package dev.holdfast.postgres.order;

import dev.holdfast.order.PlaceOrder;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.Product;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An order of one line that shares a transaction with others.
 *
 * @param product as it was bound
 * @param ended set before its caller leaves, with or without an answer
 */
record GroupRequest(
    PlaceOrder order, Line line, Product product, Duration reservationTime, AtomicBoolean ended) {
  /** The order's id. */
  String id() {
    return order.id().value();
  }

  /** The line's SKU. */
  String sku() {
    return line.sku().value();
  }
}
