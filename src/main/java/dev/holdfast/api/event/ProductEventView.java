package dev.holdfast.api.event;

import dev.holdfast.alert.ProductEvent;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An event of a product as a client sees it. */
@Schema(
    name = "ProductEvent",
    description = "One crossing of a product's stock, or one change of its strategy.")
record ProductEventView(
    @Schema(description = "The SKU.", example = "ticket-1") String sku,
    @Schema(
            description = "Numbers the events of this SKU, from 1. Keep the highest one.",
            example = "1")
        long sequence,
    @Schema(
            description =
                "LOW_STOCK and RECOVERED, SOLD_OUT and BACK_IN_STOCK by the product's thresholds;"
                    + " SHORTFALL and SHORTFALL_FILLED; STRATEGY_CHANGED. Later versions may add"
                    + " types.",
            example = "LOW_STOCK")
        String type,
    @Schema(description = "The units that could be ordered when it was found.", example = "9")
        long available,
    @Schema(
            description = "The units that orders had and the shelf had not, when it was found.",
            example = "0")
        long shortfall,
    @Schema(description = "When it was found, RFC 3339, UTC.", example = "2026-11-23T10:00:00.000Z")
        Instant occurredAt,
    @Schema(
            description = "The strategy before; only of STRATEGY_CHANGED.",
            example = "redis-script")
        @Nullable String from,
    @Schema(
            description = "The strategy after; only of STRATEGY_CHANGED.",
            example = "redis-group-commit")
        @Nullable String to) {
  static ProductEventView of(ProductEvent event) {
    return new ProductEventView(
        event.sku().value(),
        event.sequence(),
        event.type(),
        event.available(),
        event.shortfall(),
        event.occurredAt(),
        event.from(),
        event.to());
  }
}
