package dev.holdfast.api.order;

import dev.holdfast.api.openapi.ApiErrors;
import dev.holdfast.api.openapi.Described;
import dev.holdfast.api.problem.ProblemCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

/** What the API's description says of the events of one order. */
@Tag(name = "Orders")
interface OrderEventsApi {
  @Operation(
      summary = "Read the events of an order",
      description =
          "The changes of one order that are kept, in the order of its versions. A bounded part of"
              + " the log is looked at, so `complete` may be false for an order of a busy time.")
  @ApiErrors({
    ProblemCode.UNAUTHORIZED,
    ProblemCode.ORDER_NOT_FOUND,
    ProblemCode.ORDER_DAMAGED,
    ProblemCode.STORE_UNAVAILABLE
  })
  @ApiResponse(responseCode = "200", description = "Its events.", useReturnTypeSchema = true)
  OrderEventsView events(@Described.OrderInPath String id);
}
