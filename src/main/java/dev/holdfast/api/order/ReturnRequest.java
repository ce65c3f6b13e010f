package dev.holdfast.api.order;

import dev.holdfast.api.problem.Problem;
import dev.holdfast.order.Disposition;
import dev.holdfast.order.OrderReturn;
import dev.holdfast.order.ReturnedUnits;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;

/** What a paid order returns. */
@Schema(description = "What a paid order returns.")
record ReturnRequest(
    @Schema(
            description = "1 to 50 lines. Those of one SKU count together.",
            example = "[{\"sku\": \"ticket-1\", \"quantity\": 1, \"disposition\": \"RESTOCK\"}]")
        @NotNull(message = "is required")
        @Size(min = 1, max = Basket.LINES_MAX, message = "must have 1 to 50 lines")
        List<@NotNull(message = "must not be null") @Valid ReturnLine> lines) {

  /** One line. */
  @Schema(name = "ReturnLine", description = "So many units of one SKU, and what becomes of them.")
  record ReturnLine(
      @Schema(description = "The product's SKU.", example = "ticket-1")
          @NotNull(message = "is required")
          @Pattern(regexp = "^" + Sku.PATTERN + "$", message = "must match " + Sku.PATTERN)
          String sku,
      @Schema(description = "Units, from 1 to 1,000,000.", example = "1")
          @NotNull(message = "is required")
          @Min(value = 1, message = "must be at least 1")
          @Max(value = Line.QUANTITY_MAX, message = "must be at most 1000000")
          Integer quantity,
      @Schema(
              description =
                  "RESTOCK: they can be sold again. WRITE_OFF: they are lost, and leave the supply."
                      + " NOT_SHIPPED: they were missing and never left the shelf, and lower the"
                      + " product's shortfall.",
              allowableValues = {"RESTOCK", "WRITE_OFF", "NOT_SHIPPED"},
              example = "RESTOCK")
          @NotNull(message = "is required")
          @Pattern(
              regexp = "RESTOCK|WRITE_OFF|NOT_SHIPPED",
              message = "must be RESTOCK, WRITE_OFF or NOT_SHIPPED")
          String disposition) {
    ReturnedUnits units() {
      return ReturnedUnits.of(new Sku(sku), quantity, Disposition.valueOf(disposition));
    }
  }

  /**
   * The return that is asked for.
   *
   * @param key stands for the caller's key
   * @throws Problem when its lines do not go together
   */
  OrderReturn of(OrderId order, String key) {
    try {
      return OrderReturn.of(order, key, lines.stream().map(ReturnLine::units).toList());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw Problem.invalid("lines", "equal SKUs together must be at most 1000000 units");
    }
  }
}
