package dev.holdfast.api.product;

import dev.holdfast.api.json.PlainText;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;

/** How a product's stock is to be reconciled. */
@Schema(description = "How a product's stock is to be reconciled; may be left out.")
record ReconciliationRequest(
    @Schema(
            description =
                "Whether only to say what would be done, which is so when it is left out; `false`"
                    + " does it.",
            example = "true")
        @Nullable Boolean dryRun,
    @Schema(
            maxLength = 200,
            description = "Why, at most 200 characters; it is kept with what was done.",
            example = "the stock watch named it")
        @CodePointLength(max = 200, message = "must have at most 200 characters")
        @Pattern(regexp = PlainText.PATTERN, message = PlainText.MESSAGE)
        @Nullable String reason) {}
