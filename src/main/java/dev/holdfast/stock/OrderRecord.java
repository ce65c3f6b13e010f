package dev.holdfast.stock;

import java.time.Instant;

/**
 * What is stored of an order, as of one moment. The record decides: its lines follow it.
 *
 * @param attempt the latest attempt that claimed it
 * @param version grows by one with every visible change
 * @param expiresAt the deadline while it is placed and RESERVED
 */
public record OrderRecord(
    OrderId id,
    OrderStatus status,
    long attempt,
    String fingerprint,
    Basket basket,
    String reference,
    long version,
    Instant createdAt,
    Instant updatedAt,
    Instant expiresAt) {}
