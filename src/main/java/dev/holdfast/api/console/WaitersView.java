package dev.holdfast.api.console;

import dev.holdfast.waiting.OrderWaits;
import dev.holdfast.waiting.WaitedFor;
import dev.holdfast.waiting.WaitingSettings;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Comparator;
import java.util.List;

/** The orders that wait for stock, as operators see them. */
@Schema(name = "Waiters", description = "The orders of this instance that wait for stock.")
record WaitersView(
    @Schema(description = "How many orders wait.", example = "2") int waiting,
    @Schema(description = "How many may wait at once.", example = "200") int max,
    @Schema(
            description = "The products that they wait for, those waited for longest first.",
            example = "[{\"sku\": \"ticket-1\", \"orders\": 2, \"units\": 3, \"longestMs\": 4100}]")
        List<WaitedForView> items,
    @Schema(description = "How many more products there are.", example = "0") int notShown) {
  private static final int SHOWN_MAX = 100;

  static WaitersView of(OrderWaits waits, WaitingSettings settings) {
    var all =
        waits.waitedFor().stream()
            .sorted(Comparator.comparingLong(WaitedFor::longestMillis).reversed())
            .toList();
    return new WaitersView(
        waits.waiting(),
        settings.max(),
        all.stream().limit(SHOWN_MAX).map(WaitedForView::of).toList(),
        Math.max(0, all.size() - SHOWN_MAX));
  }

  /** A product that orders wait for. */
  @Schema(name = "WaitedFor", description = "A product that orders wait for.")
  record WaitedForView(
      @Schema(description = "The SKU.", example = "ticket-1") String sku,
      @Schema(description = "How many orders wait for it.", example = "2") int orders,
      @Schema(description = "How many units they lack together.", example = "3") long units,
      @Schema(description = "How long the first of them has waited, in ms.", example = "4100")
          long longestMs) {
    static WaitedForView of(WaitedFor waited) {
      return new WaitedForView(
          waited.sku().value(), waited.orders(), waited.units(), waited.longestMillis());
    }
  }
}
