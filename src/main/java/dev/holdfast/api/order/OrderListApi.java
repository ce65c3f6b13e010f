package dev.holdfast.api.order;

import dev.holdfast.api.openapi.ApiErrors;
import dev.holdfast.api.openapi.Described;
import dev.holdfast.api.problem.ProblemCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What the API's description says of the list of orders. */
@Tag(name = "Orders", description = "Place, read, confirm, cancel and extend orders.")
interface OrderListApi {
  @Operation(
      summary = "List orders",
      description =
          "The orders of all customers by the time of their last change, a page at a time. Going on"
              + " from page to page, an order that does not change meanwhile comes exactly once;"
              + " one that changes moves to the end. A page may have fewer orders than `limit`, or"
              + " none: the last one is the one without `nextCursor`.")
  @ApiErrors({ProblemCode.INVALID_REQUEST, ProblemCode.UNAUTHORIZED, ProblemCode.STORE_UNAVAILABLE})
  @ApiResponse(responseCode = "200", description = "A page of orders.", useReturnTypeSchema = true)
  OrdersView list(
      @Parameter(
              description = "Only orders of this status.",
              schema =
                  @Schema(
                      type = "string",
                      allowableValues = {
                        "PLACING",
                        "RESERVED",
                        "CONFIRMED",
                        "CANCELLED",
                        "EXPIRED"
                      }),
              example = "CONFIRMED")
          @Nullable String status,
      @Parameter(
              description = "Only orders that changed at this time or later, RFC 3339.",
              schema = @Schema(type = "string", format = "date-time"),
              example = "2026-11-23T10:00:00Z")
          @Nullable String updatedSince,
      @Parameter(
              description =
                  "The nextCursor of the page before, with the same status; left out for the first"
                      + " page.",
              example = "1795428000000-5o3hjhi7vsfe5kz2qkprkqcsgq")
          @Nullable String cursor,
      @Described.Limit int limit);
}
