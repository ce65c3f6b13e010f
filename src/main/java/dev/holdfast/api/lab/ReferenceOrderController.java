package dev.holdfast.api.lab;

import dev.holdfast.api.http.FastPath;
import dev.holdfast.api.http.IdempotencyKey;
import dev.holdfast.api.openapi.ApiErrors;
import dev.holdfast.api.order.OrderController;
import dev.holdfast.api.order.OrderRequest;
import dev.holdfast.api.order.OrderService;
import dev.holdfast.api.order.OrderView;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.lab.ConditionalOnLab;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What an order costs without its strategy: the measure that strategies are compared with. In lab
 * mode only.
 */
@Tag(name = "Lab")
@RestController
@ConditionalOnLab
@RequestMapping(path = "/api/v1/lab", produces = MediaType.APPLICATION_JSON_VALUE)
class ReferenceOrderController {
  private final OrderService orders;

  ReferenceOrderController(OrderService orders) {
    this.orders = orders;
  }

  @Operation(
      summary = "Pretend to place an order",
      description =
          "Reads, checks and answers an order like `POST /api/v1/orders`, but nothing is stored and"
              + " no stock is taken. Outside lab mode it is not there.")
  @ApiErrors({
    ProblemCode.INVALID_REQUEST,
    ProblemCode.IDEMPOTENCY_KEY_REQUIRED,
    ProblemCode.UNAUTHORIZED,
    ProblemCode.NOT_FOUND,
    ProblemCode.CONTENT_TOO_LARGE,
    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
    ProblemCode.OVERLOADED
  })
  @ApiResponse(
      responseCode = "201",
      description = "As if it had been placed.",
      useReturnTypeSchema = true)
  @FastPath
  @PostMapping(path = "/reference-orders", consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<OrderView> pretend(
      @PretendedKey IdempotencyKey key, @Valid @RequestBody OrderRequest request) {
    return OrderController.placed(orders.pretend(request.order(key)), key);
  }
}
