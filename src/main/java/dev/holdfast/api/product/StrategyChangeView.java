package dev.holdfast.api.product;

import dev.holdfast.stock.StrategyChange;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a change of strategy would do, or did, as clients see it. */
@Schema(name = "StrategyChange", description = "What a change of strategy would do, or did.")
record StrategyChangeView(
    @Schema(description = "The SKU.", example = "ticket-1") String sku,
    @Schema(description = "Whether it was only looked at.", example = "false") boolean dryRun,
    @Schema(
            description = "Whether another strategy is bound; false where it was bound already.",
            example = "true")
        boolean applied,
    @Schema(description = "The strategy before.", example = "redis-script") String from,
    @Schema(description = "The strategy after.", example = "redis-group-commit") String to,
    @Schema(
            description =
                "The epoch under which stock is taken from then on. A take that names another one"
                    + " is rejected and starts again.",
            example = "2")
        long epoch,
    @Schema(
            description =
                "Units that a decrement had taken and no reservation recorded; they are available"
                    + " again.",
            example = "0")
        long unitsReturned,
    @Schema(
            description = "When it was done; absent when it was only looked at.",
            type = "string",
            format = "date-time",
            example = "2026-11-23T18:47:32.520Z")
        @Nullable Instant at) {

  static StrategyChangeView of(StrategyChange change) {
    boolean dryRun = change.at() == null;
    return new StrategyChangeView(
        change.sku().value(),
        dryRun,
        !dryRun && change.isChange(),
        change.from(),
        change.to(),
        change.epoch(),
        change.returned(),
        change.at());
  }
}
