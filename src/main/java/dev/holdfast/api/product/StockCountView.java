package dev.holdfast.api.product;

import dev.holdfast.api.product.ProductViews.StockView;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.stock.Inventory.ConcernedOrders;
import dev.holdfast.stock.Inventory.StockCount;
import dev.holdfast.stock.StockLevel;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** A stock count that is booked, as clients see it. */
@Schema(
    name = "StockCount",
    description = "A stock count that is booked, with the stock and the orders it concerns now.")
record StockCountView(
    @Schema(description = "The count's id.", example = "hyr2qpmdkvx5l7uwbzta3jn6ce") String id,
    @Schema(description = "The SKU.", example = "ticket-1") String sku,
    @Schema(description = "Units that were to be there.", example = "60") long expected,
    @Schema(description = "Units that were there.", example = "57") long counted,
    @Schema(description = "Units by which supply changed.", example = "-3") long difference,
    @Schema(description = "Why.", example = "yearly count, shelf 4") String reason,
    @Schema(description = "Where each supplied unit is now.") StockView stock,
    @Schema(
            description =
                "The orders that the shortfall concerns, 50 at most: reserved ones, the youngest"
                    + " first, then sold ones, until their units make it up. Nothing is cancelled.",
            example =
                "[{\"id\": \"5o3hjhi7vsfe5kz2qkprkqcsgq\", \"status\": \"RESERVED\","
                    + " \"quantity\": 2}]")
        List<ConcernedView> orders,
    @Schema(
            description =
                "Whether their units make the shortfall up; false where more orders are concerned,"
                    + " some of them are forgotten, or they could not be read in time.",
            example = "true")
        boolean complete) {

  /** An order that a shortfall concerns. */
  @Schema(name = "ConcernedOrder", description = "An order that a shortfall concerns.")
  record ConcernedView(
      @Schema(description = "The order's id.", example = "5o3hjhi7vsfe5kz2qkprkqcsgq") String id,
      @Schema(description = "RESERVED, or CONFIRMED where it is sold.", example = "RESERVED")
          OrderStatus status,
      @Schema(description = "Units of the product that it has.", example = "2") long quantity) {}

  static StockCountView of(StockCount count, StockLevel level, ConcernedOrders concerned) {
    return new StockCountView(
        count.id(),
        count.sku().value(),
        count.expected(),
        count.counted(),
        count.difference(),
        count.reason(),
        StockView.of(level),
        concerned.orders().stream()
            .map(order ->
                new ConcernedView(
                    order.id().value(),
                    order.isSold() ? OrderStatus.CONFIRMED : OrderStatus.RESERVED,
                    order.quantity()))
            .toList(),
        concerned.isComplete());
  }
}
