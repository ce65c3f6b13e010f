package dev.holdfast.api.order;

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
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

/** What the API's description says of returns. */
@Tag(name = "Orders", description = "Place, read, confirm, cancel and extend orders.")
interface ReturnApi {
  @Operation(
      summary = "Return units of a paid order",
      description =
          "Takes units of a CONFIRMED order back, all of the lines or none: they are sold no more,"
              + " and no longer count for the customer. The order stays CONFIRMED and shows what it"
              + " has returned. Repeating it with the same key and body returns them once. It needs"
              + " the admin token where one is set.")
  @ApiErrors({
    ProblemCode.INVALID_REQUEST,
    ProblemCode.IDEMPOTENCY_KEY_REQUIRED,
    ProblemCode.UNAUTHORIZED,
    ProblemCode.ORDER_NOT_FOUND,
    ProblemCode.ORDER_STATE,
    ProblemCode.ORDER_DAMAGED,
    ProblemCode.STOCK_DAMAGED,
    ProblemCode.RETURN_BEYOND_ORDER,
    ProblemCode.NOT_MISSING,
    ProblemCode.TOO_MANY_RETURNS,
    ProblemCode.CONTENT_TOO_LARGE,
    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
    ProblemCode.IDEMPOTENCY_KEY_REUSED,
    ProblemCode.CONTENDED,
    ProblemCode.STORE_UNAVAILABLE,
    ProblemCode.OUTCOME_UNKNOWN
  })
  @ApiResponse(
      responseCode = "200",
      description = "Returned, now or before under this key: the order as it is now.",
      headers = {
        @Header(
            name = IdempotencyKey.REPLAYED,
            description = "True when it was returned before.",
            schema = @Schema(type = "string", example = "true")),
        @Header(
            name = HttpHeaders.ETAG,
            description = Described.ETAG,
            schema = @Schema(type = "string", example = "\"3\""))
      },
      useReturnTypeSchema = true)
  ResponseEntity<OrderView> takeBack(
      @Described.OrderInPath String id,
      @Parameter(
              name = IdempotencyKey.HEADER,
              in = ParameterIn.HEADER,
              description = "Names this return of this order: 1 to 255 visible ASCII characters.",
              required = true,
              schema = @Schema(type = "string", minLength = 1, maxLength = 255),
              example = "refund-4711-1")
          IdempotencyKey key,
      ReturnRequest request);
}
