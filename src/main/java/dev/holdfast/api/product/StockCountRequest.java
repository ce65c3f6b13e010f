package dev.holdfast.api.product;

import dev.holdfast.api.json.PlainText;
import dev.holdfast.stock.StockLevel;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.hibernate.validator.constraints.CodePointLength;

/** A stock count as a client asks for it. */
@Schema(
    description =
        "What a count found on the shelf, and what it was to find there. The difference is booked"
            + " once for its Idempotency-Key: 1,000,000 units at most.")
record StockCountRequest(
    @Schema(
            description = "Units that were to be on the shelf when they were counted.",
            example = "60")
        @NotNull(message = "is required")
        @Min(value = 0, message = "must be at least 0")
        @Max(value = StockLevel.SUPPLIED_MAX, message = "must be at most 1000000000000")
        Long expected,
    @Schema(description = "Units that were there.", example = "57")
        @NotNull(message = "is required")
        @Min(value = 0, message = "must be at least 0")
        @Max(value = StockLevel.SUPPLIED_MAX, message = "must be at most 1000000000000")
        Long counted,
    @Schema(
            maxLength = 200,
            description = "Why, 1 to 200 characters.",
            example = "yearly count, shelf 4")
        @NotBlank(message = "is required")
        @CodePointLength(max = 200, message = "must have at most 200 characters")
        @Pattern(regexp = PlainText.PATTERN, message = PlainText.MESSAGE)
        String reason) {}
