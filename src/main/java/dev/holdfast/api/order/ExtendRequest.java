package dev.holdfast.api.order;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;

/** Until when an order is to stay reserved. */
@Schema(description = "Until when an order is to stay reserved.")
record ExtendRequest(
    @Schema(
            description =
                "The new deadline, RFC 3339; later than now. One beyond the longest time that an"
                    + " order may stay reserved is cut to it.",
            example = "2026-11-23T10:30:00Z")
        @NotNull(message = "is required")
        Instant expiresAt) {}
