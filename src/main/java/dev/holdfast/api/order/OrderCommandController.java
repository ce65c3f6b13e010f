package dev.holdfast.api.order;

import dev.holdfast.api.http.IfMatch;
import dev.holdfast.api.http.OpenToCustomers;
import dev.holdfast.api.openapi.ApiErrors;
import dev.holdfast.api.problem.Problem;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.api.problem.RefusalProblems;
import dev.holdfast.order.ReReserveResult;
import dev.holdfast.order.VersionCondition;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What becomes of a reserved order, over HTTP. */
@Tag(name = "Orders", description = "Place, read, confirm, cancel and extend orders.")
@RestController
@RequestMapping(path = "/api/v1/orders", produces = MediaType.APPLICATION_JSON_VALUE)
class OrderCommandController {
  static final String ID = "The order's id.";
  static final String ID_EXAMPLE = "5o3hjhi7vsfe5kz2qkprkqcsgq";
  static final String CONDITION =
      "The version that is meant, as the order's `ETag` names it; at another one nothing is done.";

  private final OrderService orders;

  OrderCommandController(OrderService orders) {
    this.orders = orders;
  }

  @Operation(
      summary = "Confirm an order",
      description =
          "Sells the lines of a reserved order for good. Repeating it changes nothing. An order"
              + " that is EXPIRED is reserved again first, as far as its units are still there;"
              + " `reReserve: false` leaves it EXPIRED.")
  @OpenToCustomers
  @ApiErrors({
    ProblemCode.UNAUTHORIZED,
    ProblemCode.ORDER_NOT_FOUND,
    ProblemCode.ORDER_STATE,
    ProblemCode.ORDER_DAMAGED,
    ProblemCode.INSUFFICIENT_STOCK,
    ProblemCode.LIMIT_EXCEEDED,
    ProblemCode.PRECONDITION_FAILED,
    ProblemCode.CONTENT_TOO_LARGE,
    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
    ProblemCode.UNKNOWN_SKU_IN_BODY,
    ProblemCode.CONTENDED,
    ProblemCode.OVERLOADED,
    ProblemCode.STORE_FULL,
    ProblemCode.STORE_UNAVAILABLE,
    ProblemCode.STRATEGY_UNAVAILABLE,
    ProblemCode.OUTCOME_UNKNOWN
  })
  @ApiResponse(
      responseCode = "200",
      description = "Confirmed, now or before.",
      headers =
          @Header(
              name = HttpHeaders.ETAG,
              description = OrderController.ETAG,
              schema = @Schema(type = "string", example = "\"2\"")),
      useReturnTypeSchema = true)
  @PostMapping(path = "/{id}/confirm", consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<OrderView> confirm(
      @Parameter(description = ID, example = ID_EXAMPLE) @PathVariable String id,
      @Parameter(
              name = IfMatch.HEADER,
              in = ParameterIn.HEADER,
              description = CONDITION,
              schema = @Schema(type = "string"),
              example = "\"1\"")
          VersionCondition condition,
      @Valid @RequestBody(required = false) @Nullable ConfirmRequest request) {
    var order = OrderResponses.parse(id);
    if (request != null && Boolean.FALSE.equals(request.reReserve())) {
      return knowingItsOutcome(id, () -> OrderResponses.decided(orders.confirm(order, condition)));
    }
    var result =
        knowingItsOutcome(id, () -> orders.revive(order, condition))
            .orElseThrow(() -> OrderResponses.notAdmitted(id));
    return switch (result) {
      case ReReserveResult.Answered(var decided) -> OrderResponses.decided(decided);
      case ReReserveResult.Refused(var reason) -> throw RefusalProblems.problem(reason, id);
    };
  }

  @Operation(
      summary = "Cancel an order",
      description =
          "Cancels an order that is reserved, or still being placed, and gives its lines back."
              + " Repeating it changes nothing.")
  @OpenToCustomers
  @ApiErrors({
    ProblemCode.UNAUTHORIZED,
    ProblemCode.ORDER_NOT_FOUND,
    ProblemCode.ORDER_STATE,
    ProblemCode.ORDER_DAMAGED,
    ProblemCode.PRECONDITION_FAILED,
    ProblemCode.STORE_UNAVAILABLE,
    ProblemCode.OUTCOME_UNKNOWN
  })
  @ApiResponse(
      responseCode = "200",
      description = "Cancelled, now or before.",
      headers =
          @Header(
              name = HttpHeaders.ETAG,
              description = OrderController.ETAG,
              schema = @Schema(type = "string", example = "\"2\"")),
      useReturnTypeSchema = true)
  @PostMapping("/{id}/cancel")
  ResponseEntity<OrderView> cancel(
      @Parameter(description = ID, example = ID_EXAMPLE) @PathVariable String id,
      @Parameter(
              name = IfMatch.HEADER,
              in = ParameterIn.HEADER,
              description = CONDITION,
              schema = @Schema(type = "string"),
              example = "\"1\"")
          VersionCondition condition) {
    var order = OrderResponses.parse(id);
    return knowingItsOutcome(id, () -> OrderResponses.decided(orders.cancel(order, condition)));
  }

  @Operation(
      summary = "Extend an order",
      description =
          "Keeps a reserved order reserved until a later time, within the longest time that an"
              + " order may stay reserved: look at the answer's `expiresAt`. A time that is not"
              + " later than the order's deadline changes nothing.")
  @OpenToCustomers
  @ApiErrors({
    ProblemCode.UNAUTHORIZED,
    ProblemCode.ORDER_NOT_FOUND,
    ProblemCode.ORDER_STATE,
    ProblemCode.ORDER_DAMAGED,
    ProblemCode.PRECONDITION_FAILED,
    ProblemCode.CONTENT_TOO_LARGE,
    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
    ProblemCode.STORE_UNAVAILABLE,
    ProblemCode.OUTCOME_UNKNOWN
  })
  @ApiResponse(
      responseCode = "200",
      description = "Reserved until then, or longer.",
      headers =
          @Header(
              name = HttpHeaders.ETAG,
              description = OrderController.ETAG,
              schema = @Schema(type = "string", example = "\"2\"")),
      useReturnTypeSchema = true)
  @PostMapping(path = "/{id}/extend", consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<OrderView> extend(
      @Parameter(description = ID, example = ID_EXAMPLE) @PathVariable String id,
      @Parameter(
              name = IfMatch.HEADER,
              in = ParameterIn.HEADER,
              description = CONDITION,
              schema = @Schema(type = "string"),
              example = "\"1\"")
          VersionCondition condition,
      @Valid @RequestBody ExtendRequest request) {
    var order = OrderResponses.parse(id);
    return OrderResponses.decided(
        knowingItsOutcome(id, () -> orders.extend(order, condition, request.expiresAt()))
            .orElseThrow(() -> Problem.invalid("expiresAt", "must be later than now")));
  }

  /** These calls need no key: the order's id is one. */
  static <T> T knowingItsOutcome(String id, Supplier<T> call) {
    return OrderResponses.ofOrder(
        id, "It may or may not have happened. Repeat the request, or read the order.", call);
  }
}
