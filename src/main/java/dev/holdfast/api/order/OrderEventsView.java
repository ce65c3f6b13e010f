package dev.holdfast.api.order;

import dev.holdfast.order.OrderLife;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;

/** The events of one order. */
@Schema(name = "OrderEvents", description = "The events of one order.")
record OrderEventsView(
    @Schema(
            description = "In the order of its versions.",
            example =
                "[{\"version\": 1, \"type\": \"RESERVED\","
                    + " \"occurredAt\": \"2026-11-23T10:00:00.000Z\"}]")
        List<StepView> items,
    @Schema(
            description =
                "Whether these are all. Events are kept for a time, and a look reads so many.",
            example = "true")
        boolean complete) {

  /** One event. */
  @Schema(name = "OrderStep", description = "One change of the order.")
  record StepView(
      @Schema(description = "The order's version after the change.", example = "1") long version,
      @Schema(description = "As in the events of all orders.", example = "RESERVED") String type,
      @Schema(
              description = "When, RFC 3339, UTC: the order's `updatedAt`.",
              example = "2026-11-23T10:00:00.000Z")
          Instant occurredAt) {}

  static OrderEventsView of(OrderLife life) {
    return new OrderEventsView(
        life.steps().stream()
            .map(step -> new StepView(step.version(), step.type(), step.occurredAt()))
            .toList(),
        life.complete());
  }
}
