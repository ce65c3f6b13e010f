package dev.holdfast.api.order;

import dev.holdfast.api.openapi.ApiErrors;
import dev.holdfast.api.problem.ProblemCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

/** What the API's description says of searching orders. */
@Tag(name = "Orders")
interface OrderSearchApi {
  @Operation(
      summary = "Search orders",
      description =
          "The orders that name a reference, a customer, or both, the latest placed first. It"
              + " changes nothing, and is a POST so that what may be personal stands in no URL. It"
              + " finds what was placed and is not forgotten, whatever its status.")
  @ApiErrors({
    ProblemCode.INVALID_REQUEST,
    ProblemCode.UNAUTHORIZED,
    ProblemCode.CONTENT_TOO_LARGE,
    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
    ProblemCode.STORE_UNAVAILABLE
  })
  @ApiResponse(responseCode = "200", description = "What was found.", useReturnTypeSchema = true)
  FoundOrdersView search(OrderSearchRequest request);
}
