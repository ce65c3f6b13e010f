package dev.holdfast.api.product;

import dev.holdfast.api.json.PlainText;
import dev.holdfast.stock.Inventory.Adjustment;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.hibernate.validator.constraints.CodePointLength;

/** A stock adjustment as a client asks for it. */
@Schema(
    description =
        "A change of stock by a signed number of units, applied once for its Idempotency-Key.")
record AdjustmentRequest(
    @Schema(
            description =
                "Units to add, or, when negative, to withdraw: 1,000,000 at most in one adjustment."
                    + " Not 0.",
            example = "60")
        @NotNull(message = "is required")
        @Min(value = -Adjustment.DELTA_MAX, message = "must be at least -1000000")
        @Max(value = Adjustment.DELTA_MAX, message = "must be at most 1000000")
        Long delta,
    @Schema(
            maxLength = 200,
            description = "Why, 1 to 200 characters.",
            example = "delivery 2026-11-23")
        @NotBlank(message = "is required")
        @CodePointLength(max = 200, message = "must have at most 200 characters")
        @Pattern(regexp = PlainText.PATTERN, message = PlainText.MESSAGE)
        String reason) {}
