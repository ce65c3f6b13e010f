package dev.holdfast.api.event;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** Some events of products, and where to go on. */
@Schema(name = "ProductEvents", description = "The next events of products.")
record ProductEventsView(
    @Schema(
            description = "Events, those of one product with growing numbers.",
            example =
                "[{\"sku\": \"ticket-1\", \"sequence\": 1, \"type\": \"LOW_STOCK\", \"available\":"
                    + " 9, \"shortfall\": 0, \"occurredAt\": \"2026-11-23T10:00:00.000Z\"}]")
        List<ProductEventView> items,
    @Schema(
            description = "The position after them, for the next call's `after`.",
            example = "b-00000001-17")
        String next) {}
