package dev.holdfast.api.order;

import dev.holdfast.api.http.IfMatch;
import dev.holdfast.api.http.OpenToCustomers;
import dev.holdfast.api.openapi.ApiErrors;
import dev.holdfast.api.problem.Problem;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.api.problem.RefusalProblems;
import dev.holdfast.order.LinesResult;
import dev.holdfast.order.VersionCondition;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a reserved order consists of, over HTTP. */
@Tag(name = "Orders")
@RestController
@RequestMapping(path = "/api/v1/orders", produces = MediaType.APPLICATION_JSON_VALUE)
class OrderLinesController {
  private final OrderService orders;

  OrderLinesController(OrderService orders) {
    this.orders = orders;
  }

  @Operation(
      summary = "Change an order's lines",
      description =
          "Replaces the lines of a reserved order: all of the change or none. It keeps what it has"
              + " until it has the rest, and gives back what it lists no more. Repeating it changes"
              + " nothing, so it needs no key. A product that is new in it may bring `expiresAt`"
              + " forward to its own reservation time, never back.")
  @OpenToCustomers
  @ApiErrors({
    ProblemCode.UNAUTHORIZED,
    ProblemCode.ORDER_NOT_FOUND,
    ProblemCode.ORDER_STATE,
    ProblemCode.ORDER_DAMAGED,
    ProblemCode.INSUFFICIENT_STOCK,
    ProblemCode.IN_PROGRESS,
    ProblemCode.LIMIT_EXCEEDED,
    ProblemCode.PRECONDITION_FAILED,
    ProblemCode.CONTENT_TOO_LARGE,
    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
    ProblemCode.UNKNOWN_SKU_IN_BODY,
    ProblemCode.CUSTOMER_REQUIRED,
    ProblemCode.CONTENDED,
    ProblemCode.OVERLOADED,
    ProblemCode.STORE_FULL,
    ProblemCode.STORE_UNAVAILABLE,
    ProblemCode.STRATEGY_UNAVAILABLE,
    ProblemCode.OUTCOME_UNKNOWN
  })
  @ApiResponse(
      responseCode = "200",
      description = "The order has these lines, now or before.",
      headers =
          @Header(
              name = HttpHeaders.ETAG,
              description = OrderController.ETAG,
              schema = @Schema(type = "string", example = "\"2\"")),
      useReturnTypeSchema = true)
  @PutMapping(path = "/{id}/lines", consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<OrderView> change(
      @Parameter(
              description = OrderCommandController.ID,
              example = OrderCommandController.ID_EXAMPLE)
          @PathVariable
          String id,
      @Parameter(
              name = IfMatch.HEADER,
              in = ParameterIn.HEADER,
              description = OrderCommandController.CONDITION,
              schema = @Schema(type = "string"),
              example = "\"1\"")
          VersionCondition condition,
      @Valid @RequestBody LinesRequest request) {
    var order = OrderResponses.parse(id);
    var basket = OrderController.basket(request.lines());
    var result =
        OrderCommandController.knowingItsOutcome(
                id, () -> orders.changeLines(order, condition, basket))
            .orElseThrow(() -> OrderResponses.notAdmitted(id));
    return switch (result) {
      case LinesResult.Answered(var decided) -> OrderResponses.decided(decided);
      case LinesResult.Refused(var reason) -> throw RefusalProblems.problem(reason, id);
      case LinesResult.InProgress() -> throw inProgress(id);
      case LinesResult.TooManySkus(var besideMax) ->
          throw Problem.invalid(
              "lines",
              "an order may have had at most %d other SKUs before: place another order"
                  .formatted(besideMax));
    };
  }

  private static Problem inProgress(String id) {
    return new Problem(
            ProblemCode.IN_PROGRESS, "Another change of the order is being made. Repeat this one.")
        .retryAfter(OrderResponses.RETRY_AFTER)
        .with("orderId", id);
  }
}
