package dev.holdfast.api.order;

import dev.holdfast.api.http.Caller;
import dev.holdfast.api.http.IdempotencyKey;
import dev.holdfast.api.http.OpenToCustomers;
import dev.holdfast.api.openapi.ApiErrors;
import dev.holdfast.api.openapi.Described;
import dev.holdfast.api.problem.ProblemCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

/** What the API's description says of placing and reading orders. */
@Tag(name = "Orders", description = "Place, read, confirm, cancel and extend orders.")
interface OrderApi {
  @Operation(
      summary = "Place an order",
      description =
          "Reserves all lines or none; with `confirm` it sells them at once, and with"
              + " `waitForStock` it waits for lines that are short. Repeating it with the same key"
              + " and body answers with the same order and takes nothing twice.")
  @OpenToCustomers
  @ApiErrors({
    ProblemCode.INVALID_REQUEST,
    ProblemCode.IDEMPOTENCY_KEY_REQUIRED,
    ProblemCode.UNAUTHORIZED,
    ProblemCode.INSUFFICIENT_STOCK,
    ProblemCode.IN_PROGRESS,
    ProblemCode.ORDER_DAMAGED,
    ProblemCode.CONTENT_TOO_LARGE,
    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
    ProblemCode.UNKNOWN_SKU_IN_BODY,
    ProblemCode.IDEMPOTENCY_KEY_REUSED,
    ProblemCode.WAIT_NOT_ALLOWED,
    ProblemCode.CONTENDED,
    ProblemCode.NOT_ON_SALE,
    ProblemCode.LIMIT_EXCEEDED,
    ProblemCode.TOO_MANY_RESERVATIONS,
    ProblemCode.CUSTOMER_REQUIRED,
    ProblemCode.OVERLOADED,
    ProblemCode.STORE_FULL,
    ProblemCode.STORE_UNAVAILABLE,
    ProblemCode.STRATEGY_UNAVAILABLE,
    ProblemCode.OUTCOME_UNKNOWN
  })
  @ApiResponse(
      responseCode = "201",
      description = "Placed: all lines are reserved, or sold.",
      headers = {
        @Header(
            name = HttpHeaders.LOCATION,
            description = "Where the order can be read.",
            schema =
                @Schema(
                    type = "string",
                    format = "uri-reference",
                    example = "/api/v1/orders/5o3hjhi7vsfe5kz2qkprkqcsgq")),
        @Header(
            name = HttpHeaders.ETAG,
            description = Described.ETAG,
            schema = @Schema(type = "string", example = "\"1\""))
      },
      useReturnTypeSchema = true)
  @ApiResponse(
      responseCode = "200",
      description = "Placed before under this key: the order as it is now.",
      headers = {
        @Header(
            name = IdempotencyKey.REPLAYED,
            description = "Always true.",
            schema = @Schema(type = "string", example = "true")),
        @Header(
            name = HttpHeaders.ETAG,
            description = Described.ETAG,
            schema = @Schema(type = "string", example = "\"1\""))
      },
      useReturnTypeSchema = true)
  ResponseEntity<OrderView> place(
      @Parameter(
              name = IdempotencyKey.HEADER,
              in = ParameterIn.HEADER,
              description =
                  "Names this order: 1 to 255 visible ASCII characters. The same key is the same"
                      + " order.",
              required = true,
              schema = @Schema(type = "string", minLength = 1, maxLength = 255),
              example = "4711-1")
          IdempotencyKey key,
      @Parameter(hidden = true) Caller caller,
      OrderRequest request);

  @Operation(
      summary = "Read an order",
      description = "A deadline that has passed is enforced first.")
  @OpenToCustomers
  @ApiErrors({
    ProblemCode.UNAUTHORIZED,
    ProblemCode.ORDER_NOT_FOUND,
    ProblemCode.ORDER_DAMAGED,
    ProblemCode.STORE_UNAVAILABLE
  })
  @ApiResponse(
      responseCode = "200",
      description = "The order as it is now.",
      headers =
          @Header(
              name = HttpHeaders.ETAG,
              description = Described.ETAG,
              schema = @Schema(type = "string", example = "\"1\"")),
      useReturnTypeSchema = true)
  @ApiResponse(
      responseCode = "304",
      description = "The order is still at the version that `If-None-Match` names.",
      content = @Content)
  ResponseEntity<OrderView> read(@Described.OrderInPath String id);
}
