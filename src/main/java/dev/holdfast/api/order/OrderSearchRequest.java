package dev.holdfast.api.order;

import dev.holdfast.api.json.PlainText;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;

/** What the orders that are searched for name. */
@Schema(
    description =
        "What the orders name: a reference, a customer, or both, which must both match then.")
record OrderSearchRequest(
    @Schema(
            minLength = 1,
            maxLength = 100,
            description = "The caller's own reference, as the orders name it.",
            example = "cart-4711")
        @CodePointLength(min = 1, max = 100, message = "must have 1 to 100 characters")
        @Pattern(regexp = PlainText.PATTERN, message = PlainText.MESSAGE)
        @Nullable String reference,
    @Schema(description = "Who bought, as the orders name them.", example = "c-20817")
        @Size(min = 1, max = 128, message = "must have 1 to 128 characters")
        @Pattern(regexp = OrderRequest.CUSTOMER, message = "must be of visible ASCII characters")
        @Nullable String customerId) {}
