package dev.holdfast.api.event;

import dev.holdfast.api.openapi.ApiErrors;
import dev.holdfast.api.openapi.Described;
import dev.holdfast.api.problem.ProblemCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What the API's description says of the events of products. */
@Tag(name = "Products")
interface ProductEventApi {
  @Operation(
      summary = "Follow the stock of products",
      description =
          "The next crossings of products that have thresholds, or fewer units than their orders,"
              + " and changes of strategy:"
              + " each once or more, those of one product with growing numbers. Keep the"
              + " highest `sequence` of each SKU. Going on from `next` misses none that is kept."
              + " Stock is sampled once a second: to ask more often finds nothing more.")
  @ApiErrors({
    ProblemCode.INVALID_REQUEST,
    ProblemCode.UNAUTHORIZED,
    ProblemCode.EVENTS_GONE,
    ProblemCode.STORE_UNAVAILABLE
  })
  @ApiResponse(
      responseCode = "200",
      description = "The next events, or none.",
      useReturnTypeSchema = true)
  ProductEventsView events(
      @Parameter(
              description =
                  "The `next` of the call before. Left out: from the oldest event that is kept."
                      + " `latest`: from now on.",
              example = "b-00000001-17")
          @Nullable String after,
      @Described.Limit int limit);
}
