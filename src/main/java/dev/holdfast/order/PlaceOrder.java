package dev.holdfast.order;

import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks for an order to be placed.
 *
 * @param fingerprint stands for the content of the request
 * @param reference the caller's own reference, empty when there is none
 * @param customer stands for the customer, empty when there is none
 * @param reservationTime how long it stays reserved; null, or longer than its products allow, means
 *     their shortest
 * @param status what it becomes: RESERVED, CONFIRMED at once, or WITHDRAWN for a withdrawal
 */
public record PlaceOrder(
    OrderId id,
    String fingerprint,
    Basket basket,
    String reference,
    String customer,
    @Nullable Duration reservationTime,
    OrderStatus status) {}
