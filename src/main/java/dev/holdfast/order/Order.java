package dev.holdfast.order;

import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import java.time.Instant;
import java.util.Map;

/**
 * An order as of one moment.
 *
 * @param reference the caller's own reference, empty when there is none
 * @param customer stands for the customer, empty when there is none
 * @param version grows by one with every visible change
 * @param expiresAt the deadline while it is placed and RESERVED
 * @param returned units that it has returned since it was paid; a SKU without any has no entry
 */
public record Order(
    OrderId id,
    OrderStatus status,
    Basket basket,
    String reference,
    String customer,
    long version,
    Instant createdAt,
    Instant updatedAt,
    Instant expiresAt,
    Map<Sku, Integer> returned) {
  public Order {
    returned = Map.copyOf(returned);
  }

  /** One that has returned nothing. */
  public Order(
      OrderId id,
      OrderStatus status,
      Basket basket,
      String reference,
      String customer,
      long version,
      Instant createdAt,
      Instant updatedAt,
      Instant expiresAt) {
    this(
        id, status, basket, reference, customer, version, createdAt, updatedAt, expiresAt,
        Map.of());
  }

  /** Units of a SKU that it could still return, if it is paid. */
  public int returnable(Sku sku) {
    return basket.quantity(sku) - returned.getOrDefault(sku, 0);
  }
}
