package dev.holdfast.api.product;

import dev.holdfast.api.http.IdempotencyKey;
import dev.holdfast.api.openapi.ApiErrors;
import dev.holdfast.api.openapi.Described;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.api.product.ProductViews.AdjustmentView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.ResponseEntity;

/** What the API's description says of changes of stock. */
@Tag(name = "Products")
interface AdjustmentApi {
  @Operation(
      summary = "Adjust stock",
      description =
          "Adds units or withdraws available ones. Repeating it with the same key and body applies"
              + " it once.")
  @ApiErrors({
    ProblemCode.INVALID_REQUEST,
    ProblemCode.UNAUTHORIZED,
    ProblemCode.IDEMPOTENCY_KEY_REQUIRED,
    ProblemCode.UNKNOWN_SKU,
    ProblemCode.INSUFFICIENT_STOCK,
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
  @ApiResponse(responseCode = "201", description = "Applied.", useReturnTypeSchema = true)
  @ApiResponse(
      responseCode = "200",
      description = "Applied before under this key; the stock is as it is now.",
      headers =
          @Header(
              name = IdempotencyKey.REPLAYED,
              description = "Always true.",
              schema = @Schema(type = "string", example = "true")),
      useReturnTypeSchema = true)
  ResponseEntity<AdjustmentView> adjust(
      @Described.SkuInPath String sku,
      @Parameter(
              name = IdempotencyKey.HEADER,
              in = ParameterIn.HEADER,
              description = "Names this adjustment of this SKU: 1 to 255 visible ASCII characters.",
              required = true,
              schema = @Schema(type = "string", minLength = 1, maxLength = 255),
              example = "delivery-17")
          IdempotencyKey key,
      AdjustmentRequest request);
}
