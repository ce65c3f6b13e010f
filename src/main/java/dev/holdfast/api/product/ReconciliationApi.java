package dev.holdfast.api.product;

import dev.holdfast.api.openapi.ApiErrors;
import dev.holdfast.api.openapi.Described;
import dev.holdfast.api.problem.ProblemCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What the API's description says of reconciliations. */
@Tag(name = "Products")
interface ReconciliationApi {
  @Operation(
      summary = "Reconcile a product's stock",
      description =
          "Says what would bring the counters in line with supply, reservations and orders; with"
              + " `dryRun: false` it does it. For that moment the product's orders are answered"
              + " `contended`. Repeating it changes nothing more.")
  @ApiErrors({
    ProblemCode.INVALID_REQUEST,
    ProblemCode.UNAUTHORIZED,
    ProblemCode.UNKNOWN_SKU,
    ProblemCode.RECONCILIATION_BUSY,
    ProblemCode.STOCK_DAMAGED,
    ProblemCode.CONTENT_TOO_LARGE,
    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
    ProblemCode.STORE_UNAVAILABLE,
    ProblemCode.OUTCOME_UNKNOWN
  })
  @ApiResponse(
      responseCode = "200",
      description = "What would be done, or was done.",
      useReturnTypeSchema = true)
  ReconciliationView reconcile(
      @Described.SkuInPath String sku, @Nullable ReconciliationRequest request);
}
