package dev.holdfast.api.order;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How an order is to be confirmed. */
@Schema(description = "How an order is to be confirmed; may be left out.")
record ConfirmRequest(
    @Schema(
            description =
                "Whether an order that has expired is reserved again first, as far as its units are"
                    + " still there.",
            defaultValue = "true",
            example = "true")
        @Nullable Boolean reReserve) {}
