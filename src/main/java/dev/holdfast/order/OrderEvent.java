package dev.holdfast.order;

import java.time.Instant;

/**
 * One change of an order.
 *
 * @param order its id
 * @param version its version after the change
 * @param type the status that it has now; {@code EXTENDED} for a later deadline, {@code
 *     LINES_CHANGED} for other lines, {@code RETURNED} for units that it has returned
 * @param occurredAt by the store's clock: the order's time of change
 * @param position the position in the log after it
 */
public record OrderEvent(
    String order, long version, String type, Instant occurredAt, String position) {}
