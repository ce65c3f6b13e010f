package dev.holdfast.api.product;

import dev.holdfast.stock.HeldUnits;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of what orders hold of a product. */
@Schema(name = "Reservations", description = "A page of what orders hold of a product.")
record ReservationsView(
    @Schema(description = "What each order holds.", example = EXAMPLE) List<ReservationView> items,
    @Schema(
            description = "For the next page; absent on the last one.",
            example = "0-5o3hjhi7vsfe5kz2qkprkqcsgq")
        @Nullable String nextCursor) {
  private static final String EXAMPLE =
      "[{\"orderId\": \"5o3hjhi7vsfe5kz2qkprkqcsgq\", \"state\": \"RESERVED\", \"quantity\": 2}]";

  /** What one order holds. */
  @Schema(name = "Reservation", description = "What one order holds of a product.")
  record ReservationView(
      @Schema(description = "The order's id.", example = "5o3hjhi7vsfe5kz2qkprkqcsgq")
          String orderId,
      @Schema(
              description = "Whether the units are set aside for the order, or sold.",
              example = "RESERVED")
          HeldUnits.State state,
      @Schema(description = "Units.", example = "2") int quantity) {}

  static ReservationsView of(HeldUnits.Page page) {
    return new ReservationsView(
        page.held().stream()
            .map(held -> new ReservationView(held.order().value(), held.state(), held.units()))
            .toList(),
        page.next().orElse(null));
  }
}
