package dev.holdfast.api.order;

import dev.holdfast.api.order.OrderRequest.LineRequest;
import dev.holdfast.stock.Basket;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;

/** The lines that an order is to have. */
@Schema(description = "The lines that an order is to have: all of them.")
record LinesRequest(
    @Schema(
            description = "1 to 50 lines. Equal SKUs are merged.",
            example = "[{\"sku\": \"ticket-1\", \"quantity\": 3}]")
        @NotNull(message = "is required")
        @Size(min = 1, max = Basket.LINES_MAX, message = "must have 1 to 50 lines")
        List<@NotNull(message = "must not be null") @Valid LineRequest> lines) {}
