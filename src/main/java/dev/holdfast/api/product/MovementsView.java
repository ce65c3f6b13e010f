package dev.holdfast.api.product;

import dev.holdfast.stock.Movement;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of the movements of a product's stock. */
@Schema(name = "Movements", description = "A page of the movements of a product's stock.")
record MovementsView(
    @Schema(description = "The movements, the latest first.", example = EXAMPLE)
        List<MovementView> items,
    @Schema(description = "For the next page; absent on the last one.", example = "1795428000000-0")
        @Nullable String nextCursor) {
  private static final String EXAMPLE =
      "[{\"kind\": \"SUPPLY\", \"units\": 60, \"supplied\": 60, \"reason\": \"delivery"
          + " 2026-11-23\", \"id\": \"hyr2qpmdkvx5l7uwbzta3jn6ce\", \"at\":"
          + " \"2026-11-23T10:00:00.000Z\"}]";

  /** One movement. */
  @Schema(name = "Movement", description = "A change of stock that no order made by itself.")
  record MovementView(
      @Schema(
              description =
                  "SUPPLY and WITHDRAWAL are stock adjustments; RETURN, WRITE_OFF and NOT_SHIPPED"
                      + " are returns of paid orders, COUNT is a stock count. A later version may"
                      + " add kinds.",
              example = "SUPPLY")
          String kind,
      @Schema(description = "By how many units: negative where they left.", example = "60")
          long units,
      @Schema(description = "Units supplied in all after it, where known.", example = "60")
          @Nullable Long supplied,
      @Schema(
              description = "Why; empty where no reason was given.",
              example = "delivery 2026-11-23")
          String reason,
      @Schema(
              description =
                  "The id that it was booked under: that of the adjustment, or of the order.",
              example = "hyr2qpmdkvx5l7uwbzta3jn6ce")
          String id,
      @Schema(
              description = "When, by the store's clock, RFC 3339, UTC.",
              example = "2026-11-23T10:00:00.000Z")
          Instant at) {
    static MovementView of(Movement movement) {
      return new MovementView(
          movement.kind(),
          movement.units(),
          movement.supplied(),
          movement.reason(),
          movement.id(),
          movement.at());
    }
  }

  static MovementsView of(Movement.Page page) {
    return new MovementsView(
        page.movements().stream().map(MovementView::of).toList(), page.next().orElse(null));
  }
}
