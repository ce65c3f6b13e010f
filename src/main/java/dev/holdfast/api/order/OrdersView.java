package dev.holdfast.api.order;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of orders. */
@Schema(name = "Orders", description = "A page of orders.")
record OrdersView(
    @Schema(description = "Orders by the time of their last change.", example = EXAMPLE)
        List<OrderView> items,
    @Schema(
            description = "For the next page; absent on the last one.",
            example = "1795428000000-5o3hjhi7vsfe5kz2qkprkqcsgq")
        @Nullable String nextCursor) {
  static final String EXAMPLE =
      "[{\"id\": \"5o3hjhi7vsfe5kz2qkprkqcsgq\", \"status\": \"CONFIRMED\", \"version\": 2,"
          + " \"lines\": [{\"sku\": \"ticket-1\", \"quantity\": 2}], \"createdAt\":"
          + " \"2026-11-23T10:00:00.000Z\", \"updatedAt\": \"2026-11-23T10:00:00.000Z\","
          + " \"expiresAt\": \"2026-11-23T10:15:00.000Z\"}]";
}
