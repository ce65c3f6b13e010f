package dev.holdfast.api.order;

import dev.holdfast.order.FoundOrders;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** What a search found. */
@Schema(name = "FoundOrders", description = "What a search found.")
record FoundOrdersView(
    @Schema(description = "The orders, the latest placed first.", example = OrdersView.EXAMPLE)
        List<OrderView> items,
    @Schema(
            description =
                "Whether these are all. A search looks at so many of the latest orders with the"
                    + " reference, or of the customer.",
            example = "true")
        boolean complete) {
  static FoundOrdersView of(FoundOrders found) {
    return new FoundOrdersView(
        found.orders().stream().map(OrderView::of).toList(), found.complete());
  }
}
