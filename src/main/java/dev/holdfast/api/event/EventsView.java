package dev.holdfast.api.event;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** Some events, and where to go on. */
@Schema(name = "Events", description = "The next events.")
record EventsView(
    @Schema(
            description = "Events, those of one order in the order of its versions.",
            example =
                "[{\"orderId\": \"5o3hjhi7vsfe5kz2qkprkqcsgq\", \"version\": 1, \"type\":"
                    + " \"RESERVED\", \"occurredAt\": \"2026-11-23T10:00:00.000Z\"}]")
        List<EventView> items,
    @Schema(
            description = "The position after them, for the next call's `after`.",
            example = "p-00000001-4711")
        String next) {}
