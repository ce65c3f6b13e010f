package dev.holdfast.api.product;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;

/** The strategy that a product is to be bound to. */
@Schema(description = "The strategy that a product is to be bound to.")
record StrategyChangeRequest(
    @Schema(
            maxLength = 64,
            description = "The strategy, one of GET /api/v1/strategies.",
            example = "redis-group-commit")
        @NotBlank(message = "is required")
        @CodePointLength(max = 64, message = "must have at most 64 characters")
        String strategy,
    @Schema(
            description =
                "Whether only to say what would be done, which is so when it is left out; `false`"
                    + " does it.",
            example = "false")
        @Nullable Boolean dryRun) {}
