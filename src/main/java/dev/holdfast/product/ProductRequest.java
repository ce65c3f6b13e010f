package dev.holdfast.product;

import dev.holdfast.web.PlainText;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A product as a client registers it. */
@Schema(
    description =
        "A product. What is left out returns to its default, except the strategy, which stays as it is bound.")
record ProductRequest(
    @Schema(description = "The product's name, 1 to 200 characters.", example = "Front row ticket")
        @NotBlank(message = "is required")
        @Size(max = 200, message = "must have at most 200 characters")
        @Pattern(regexp = PlainText.PATTERN, message = PlainText.MESSAGE)
        String name,
    @Schema(
            description =
                "The strategy that takes its stock, one of GET /api/v1/strategies. It cannot change once the product has stock.",
            example = "redis-script")
        @Size(max = 64, message = "must have at most 64 characters")
        @Nullable String strategy,
    @Schema(
            description =
                "How long an order stays reserved, as an ISO 8601 duration from one second to 24 hours.",
            type = "string",
            format = "duration",
            example = "PT15M")
        @Nullable Duration reservationTime) {}
