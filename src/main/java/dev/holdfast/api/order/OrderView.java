package dev.holdfast.api.order;

import dev.holdfast.order.Order;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.stock.Line;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An order as a client sees it. */
@Schema(name = "Order", description = "An order as it is now.")
public record OrderView(
    @Schema(description = "The order's id.", example = "5o3hjhi7vsfe5kz2qkprkqcsgq") String id,
    @Schema(
            description =
                "PLACING while an attempt takes its lines; RESERVED until its deadline; then"
                    + " CONFIRMED, with its lines sold, or CANCELLED or EXPIRED, with its lines"
                    + " given back.",
            example = "RESERVED",
            allowableValues = {"PLACING", "RESERVED", "CONFIRMED", "CANCELLED", "EXPIRED"})
        OrderStatus status,
    @Schema(description = "Grows by one with every change.", example = "1") long version,
    @Schema(
            description = "Its lines, equal SKUs merged, in SKU order.",
            example = "[{\"sku\": \"ticket-1\", \"quantity\": 2}]")
        List<LineView> lines,
    @Schema(description = "The caller's own reference, if one was given.", example = "cart-4711")
        @Nullable String reference,
    @Schema(
            description = "When it was placed, RFC 3339, UTC.",
            example = "2026-11-23T10:00:00.000Z")
        Instant createdAt,
    @Schema(
            description = "When it last changed, RFC 3339, UTC.",
            example = "2026-11-23T10:00:00.000Z")
        Instant updatedAt,
    @Schema(
            description =
                "The deadline: past it a reserved order is EXPIRED. Of no effect on an order that"
                    + " is confirmed. RFC 3339, UTC.",
            example = "2026-11-23T10:15:00.000Z")
        Instant expiresAt) {

  /** One line. */
  @Schema(name = "Line", description = "So many units of one SKU.")
  public record LineView(
      @Schema(description = "The product's SKU.", example = "ticket-1") String sku,
      @Schema(description = "Units.", example = "2") int quantity,
      @Schema(description = "Units of them that were returned, if any were.", example = "1")
          @Nullable Integer returned) {}

  static OrderView of(Order order) {
    var lines = new ArrayList<LineView>(order.basket().lines().size());
    for (Line line : order.basket().lines()) {
      lines.add(
          new LineView(line.sku().value(), line.quantity(), order.returned().get(line.sku())));
    }
    return new OrderView(
        order.id().value(),
        order.status(),
        order.version(),
        lines,
        order.reference().isEmpty() ? null : order.reference(),
        order.createdAt(),
        order.updatedAt(),
        order.expiresAt());
  }
}
