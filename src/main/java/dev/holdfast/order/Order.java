package dev.holdfast.order;

import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import java.time.Instant;

/**
 * An order as of one moment.
 *
 * @param reference the caller's own reference, empty when there is none
 * @param customer stands for the customer, empty when there is none
 * @param version grows by one with every visible change
 * @param expiresAt the deadline while it is placed and RESERVED
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
    Instant expiresAt) {}
