package dev.holdfast.api.lab;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;

/** The strategy of the smallest race. */
@Schema(description = "The strategy of the smallest race.")
record SmallestRaceRequest(
    @Schema(description = "One of the store's.", example = "unguarded")
        @NotBlank(message = "is required")
        String strategy) {}
