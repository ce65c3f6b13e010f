package dev.holdfast.api.product;

import dev.holdfast.api.product.ProductViews.FindingView;
import dev.holdfast.api.product.ProductViews.StockView;
import dev.holdfast.stock.Reconciliation;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a reconciliation would do, or did, as clients see it. */
@Schema(name = "Reconciliation", description = "What a reconciliation would do, or did.")
record ReconciliationView(
    @Schema(description = "The SKU.", example = "ticket-1") String sku,
    @Schema(description = "Whether it was only looked at.", example = "true") boolean dryRun,
    @Schema(
            description = "Whether anything was done; false where nothing was to do.",
            example = "false")
        boolean applied,
    @Schema(
            description = "When it was done; absent when it was not.",
            type = "string",
            format = "date-time",
            example = "2026-11-23T18:47:32.520Z")
        @Nullable Instant at,
    @Schema(
            description =
                "Whether the stock changed while it was looked at, so that the sums may be of two"
                    + " moments.",
            example = "false")
        boolean inconclusive,
    @Schema(
            description = "False when more orders need a repair than one reconciliation takes.",
            example = "true")
        boolean complete,
    @Schema(description = "The stock that was found; what cannot be read counts as 0.")
        StockView before,
    @Schema(description = "The stock that supply, reservations and sales come to.") StockView after,
    @Schema(
            description = "What is changed.",
            example =
                "[{\"action\": \"set-available\", \"units\": 4, \"detail\": \"from 6 to 10\","
                    + " \"orders\": []}]")
        List<RepairView> repairs,
    @Schema(description = "What does not add up and is for a person to decide.", example = "[]")
        List<FindingView> left) {

  /** One repair of several of a kind. */
  @Schema(name = "Repair", description = "What is changed, one for each action.")
  record RepairView(
      @Schema(description = "What is done: " + ACTIONS + ".", example = "set-available")
          String action,
      @Schema(description = "How many units it is about.", example = "4") long units,
      @Schema(description = "From what to what.", example = "from 6 to 10") String detail,
      @Schema(description = "The orders it is about, 10 at most.", example = "[]")
          List<String> orders) {
    private static final String ACTIONS =
        "`remove-reservation`, `set-reservation`, `set-sale`, `make-order-due`, `quarantine-order`,"
            + " `set-supplied`, `set-available`, `set-reserved`, `set-sold`,"
            + " `remove-stray-counter`";

    static RepairView of(Reconciliation.Repair repair) {
      return new RepairView(
          repair.action().name().toLowerCase(Locale.ROOT).replace('_', '-'),
          repair.units(),
          repair.detail(),
          repair.orders());
    }
  }

  static ReconciliationView of(boolean dryRun, Reconciliation reconciliation) {
    return new ReconciliationView(
        reconciliation.sku().value(),
        dryRun,
        reconciliation.applied(),
        reconciliation.at(),
        reconciliation.inconclusive(),
        reconciliation.complete(),
        StockView.of(reconciliation.before()),
        StockView.of(reconciliation.after()),
        reconciliation.repairs().stream().map(RepairView::of).toList(),
        reconciliation.left().stream().map(FindingView::of).toList());
  }
}
