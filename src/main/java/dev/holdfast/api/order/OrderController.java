package dev.holdfast.api.order;

import dev.holdfast.api.http.Caller;
import dev.holdfast.api.http.FastPath;
import dev.holdfast.api.http.IdempotencyKey;
import dev.holdfast.api.http.OpenToCustomers;
import dev.holdfast.api.openapi.ApiErrors;
import dev.holdfast.api.problem.Problem;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.api.problem.RefusalProblems;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.stock.Basket;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The orders' HTTP interface. */
@Tag(name = "Orders", description = "Place, read, confirm, cancel and extend orders.")
@RestController
@RequestMapping(path = "/api/v1/orders", produces = MediaType.APPLICATION_JSON_VALUE)
public class OrderController {
  /** What an order's entity tag is. */
  static final String ETAG = "The order's version, for `If-Match`.";

  private static final Duration RESERVATION_MIN = Duration.ofSeconds(1);

  private final OrderService orders;

  OrderController(OrderService orders) {
    this.orders = orders;
  }

  @Operation(
      summary = "Place an order",
      description =
          "Reserves all lines or none; with `confirm` it sells them at once. Repeating it with the"
              + " same key and body answers with the same order and takes nothing twice.")
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
    ProblemCode.CONTENDED,
    ProblemCode.LIMIT_EXCEEDED,
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
            description = ETAG,
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
            description = ETAG,
            schema = @Schema(type = "string", example = "\"1\""))
      },
      useReturnTypeSchema = true)
  @FastPath
  @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
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
      @Valid @RequestBody OrderRequest request) {
    if (Boolean.TRUE.equals(request.confirm()) && !caller.mayConfirm()) {
      throw Problem.mayNotConfirm();
    }
    return placed(place(request.order(key)), key);
  }

  /** The answer to an order that was placed, or to one that was not admitted. */
  public static ResponseEntity<OrderView> placed(Optional<PlaceResult> result, IdempotencyKey key) {
    String id = key.order().value();
    return switch (result.orElseThrow(() -> OrderResponses.notAdmitted(id))) {
      case PlaceResult.Placed(var order, var replayed) ->
          replayed
              ? OrderResponses.with(
                  order, ResponseEntity.ok().header(IdempotencyKey.REPLAYED, "true"))
              : OrderResponses.created(order);
      case PlaceResult.InProgress() ->
          throw new Problem(
                  ProblemCode.IN_PROGRESS,
                  "Another request under the same key is being carried out. Repeat it with the same"
                      + " key.")
              .retryAfter(OrderResponses.RETRY_AFTER)
              .with("orderId", id);
      case PlaceResult.KeyReused() ->
          throw new Problem(
                  ProblemCode.IDEMPOTENCY_KEY_REUSED,
                  IdempotencyKey.HEADER
                      + ": was used for an order of another content; use a new key")
              .with("field", IdempotencyKey.HEADER);
      case PlaceResult.Refused(var reason) -> throw RefusalProblems.problem(reason, id);
    };
  }

  private Optional<PlaceResult> place(PlaceOrder order) {
    return OrderResponses.ofOrder(
        order.id().value(),
        "The order may or may not have been placed. Repeat the request with the same key, or read"
            + " the order.",
        () -> orders.place(order));
  }

  static Basket basket(OrderRequest request) {
    Duration time = request.reservationTime();
    if (time != null && time.compareTo(RESERVATION_MIN) < 0) {
      throw Problem.invalid("reservationTime", "must be at least one second");
    }
    return basket(request.lines());
  }

  static Basket basket(List<OrderRequest.LineRequest> lines) {
    try {
      return Basket.of(lines.stream().map(OrderRequest.LineRequest::toLine).toList());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw Problem.invalid("lines", "equal SKUs together must be at most 1000000 units");
    }
  }

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
              description = ETAG,
              schema = @Schema(type = "string", example = "\"1\"")),
      useReturnTypeSchema = true)
  @ApiResponse(
      responseCode = "304",
      description = "The order is still at the version that `If-None-Match` names.",
      content = @Content)
  @GetMapping("/{id}")
  ResponseEntity<OrderView> read(
      @Parameter(description = "The order's id.", example = "5o3hjhi7vsfe5kz2qkprkqcsgq")
          @PathVariable
          String id) {
    return orders
        .find(OrderResponses.parse(id))
        .map(OrderResponses::ok)
        .orElseThrow(OrderResponses::notFound);
  }
}
