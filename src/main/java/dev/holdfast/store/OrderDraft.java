package dev.holdfast.store;

import dev.holdfast.order.OrderStatus;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import java.time.Duration;

/**
 * An order as it is claimed.
 *
 * @param fingerprint stands for the content of the request: the same key with another fingerprint
 *     is refused
 * @param reference the caller's own reference, empty when there is none
 * @param customer stands for the customer, empty when there is none
 * @param reservationTime from the claim to the deadline
 * @param status what it becomes when all its lines are taken
 */
public record OrderDraft(
    OrderId id,
    String fingerprint,
    Basket basket,
    String reference,
    String customer,
    Duration reservationTime,
    OrderStatus status) {}
