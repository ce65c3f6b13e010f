package dev.holdfast.api.product;

import dev.holdfast.api.http.IdempotencyKey;
import dev.holdfast.api.openapi.ApiErrors;
import dev.holdfast.api.openapi.Described;
import dev.holdfast.api.problem.ProblemCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.ResponseEntity;

/** What the API's description says of changes of strategy. */
@Tag(name = "Products")
interface StrategyChangeApi {
  @Operation(
      summary = "Change a product's strategy",
      description =
          "Says what binding another strategy to a product would do; with `dryRun: false` it does"
              + " it, in one step, whatever stock and orders the product has and while it sells."
              + " Orders that are on their way start again under the new strategy. Repeating it"
              + " with the same key and body does it once.")
  @ApiErrors({
    ProblemCode.INVALID_REQUEST,
    ProblemCode.IDEMPOTENCY_KEY_REQUIRED,
    ProblemCode.UNAUTHORIZED,
    ProblemCode.UNKNOWN_SKU,
    ProblemCode.STOCK_LIMIT,
    ProblemCode.RECONCILIATION_BUSY,
    ProblemCode.STOCK_DAMAGED,
    ProblemCode.CONTENT_TOO_LARGE,
    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
    ProblemCode.IDEMPOTENCY_KEY_REUSED,
    ProblemCode.STRATEGY_NOT_ALLOWED,
    ProblemCode.STORE_UNAVAILABLE,
    ProblemCode.OUTCOME_UNKNOWN
  })
  @ApiResponse(
      responseCode = "200",
      description = "What would be done, or was done, now or before under this key.",
      headers =
          @Header(
              name = IdempotencyKey.REPLAYED,
              description = "True where it was done before under this key, else absent.",
              schema = @Schema(type = "string", example = "true")),
      useReturnTypeSchema = true)
  ResponseEntity<StrategyChangeView> change(
      @Described.SkuInPath String sku,
      @Parameter(
              name = IdempotencyKey.HEADER,
              in = ParameterIn.HEADER,
              description = "Names this change of this SKU: 1 to 255 visible ASCII characters.",
              required = true,
              schema = @Schema(type = "string", minLength = 1, maxLength = 255),
              example = "to-group-commit-1")
          IdempotencyKey key,
      StrategyChangeRequest request);
}
