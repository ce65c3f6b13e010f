package dev.holdfast.api.event;

import dev.holdfast.order.OrderEvent;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/** An event as a client sees it. */
@Schema(name = "Event", description = "One change of an order.")
record EventView(
    @Schema(description = "The order's id.", example = "5o3hjhi7vsfe5kz2qkprkqcsgq") String orderId,
    @Schema(description = "The order's version after the change.", example = "1") long version,
    @Schema(
            description =
                "The status that the order has now; EXTENDED for a later deadline, LINES_CHANGED"
                    + " for other lines, RETURNED for units that it has returned. Later versions"
                    + " may add types.",
            example = "RESERVED")
        String type,
    @Schema(
            description = "When, RFC 3339, UTC: the order's `updatedAt`.",
            example = "2026-11-23T10:00:00.000Z")
        Instant occurredAt) {
  static EventView of(OrderEvent event) {
    return new EventView(event.order(), event.version(), event.type(), event.occurredAt());
  }
}
