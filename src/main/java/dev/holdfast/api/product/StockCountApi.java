package dev.holdfast.api.product;

import dev.holdfast.api.http.IdempotencyKey;
import dev.holdfast.api.json.PlainText;
import dev.holdfast.api.openapi.ApiErrors;
import dev.holdfast.api.openapi.Described;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.stock.StockLevel;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.hibernate.validator.constraints.CodePointLength;
import org.springframework.http.ResponseEntity;

/** What the API's description says of stock counts. */
@Tag(name = "Products")
interface StockCountApi {
  @Operation(
      summary = "Book a stock count",
      description =
          "Books `counted - expected`. A surplus is supplied. A loss is taken from what is"
              + " available, and what is missing of reserved and sold units is the product's"
              + " `shortfall`: units that come back or are supplied fill it before they can be"
              + " ordered. No order is changed. Repeating it with the same key and body books it"
              + " once.")
  @ApiErrors({
    ProblemCode.INVALID_REQUEST,
    ProblemCode.UNAUTHORIZED,
    ProblemCode.IDEMPOTENCY_KEY_REQUIRED,
    ProblemCode.UNKNOWN_SKU,
    ProblemCode.STOCK_LIMIT,
    ProblemCode.IN_PROGRESS,
    ProblemCode.CONTENT_TOO_LARGE,
    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
    ProblemCode.IDEMPOTENCY_KEY_REUSED,
    ProblemCode.CONTENDED,
    ProblemCode.STORE_UNAVAILABLE,
    ProblemCode.STRATEGY_UNAVAILABLE,
    ProblemCode.OUTCOME_UNKNOWN
  })
  @ApiResponse(responseCode = "201", description = "Booked.", useReturnTypeSchema = true)
  @ApiResponse(
      responseCode = "200",
      description = "Booked before under this key; the stock and the orders are as they are now.",
      headers =
          @Header(
              name = IdempotencyKey.REPLAYED,
              description = "Always true.",
              schema = @Schema(type = "string", example = "true")),
      useReturnTypeSchema = true)
  ResponseEntity<StockCountView> count(
      @Described.SkuInPath String sku,
      @Parameter(
              name = IdempotencyKey.HEADER,
              in = ParameterIn.HEADER,
              description =
                  "Names this count of this SKU: 1 to 255 visible ASCII characters. Adjustments"
                      + " of the SKU have other keys.",
              required = true,
              schema = @Schema(type = "string", minLength = 1, maxLength = 255),
              example = "count-2026-11")
          IdempotencyKey key,
      StockCountRequest request);

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
}
