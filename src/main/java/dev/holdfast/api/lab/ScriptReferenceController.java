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
import dev.holdfast.lab.StoreCall;
import dev.holdfast.settings.ConditionalOnStore;
import dev.holdfast.stock.StoreKind;
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
 * What an order costs without its strategy, and one script that does next to nothing: no strategy
 * of one script can cost less. In lab mode on Redis only.
 */
@Tag(name = "Lab")
@RestController
@ConditionalOnLab
@ConditionalOnStore(StoreKind.REDIS)
@RequestMapping(path = "/api/v1/lab", produces = MediaType.APPLICATION_JSON_VALUE)
class ScriptReferenceController {
  private final OrderService orders;
  private final StoreCall script;

  ScriptReferenceController(OrderService orders, StoreCall script) {
    this.orders = orders;
    this.script = script;
  }

  @Operation(
      summary = "Pretend to place an order, with one call of a script",
      description =
          "Does what `POST /api/v1/lab/reference-orders` does, after one script in Redis that"
              + " reads its clock: nothing is stored and no stock is taken. Outside lab mode, and"
              + " on PostgreSQL, it is not there.")
  @ApiErrors({
    ProblemCode.INVALID_REQUEST,
    ProblemCode.IDEMPOTENCY_KEY_REQUIRED,
    ProblemCode.UNAUTHORIZED,
    ProblemCode.NOT_FOUND,
    ProblemCode.CONTENT_TOO_LARGE,
    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
    ProblemCode.OVERLOADED,
    ProblemCode.STORE_UNAVAILABLE
  })
  @ApiResponse(
      responseCode = "201",
      description = "As if it had been placed.",
      useReturnTypeSchema = true)
  @FastPath
  @PostMapping(path = "/script-reference-orders", consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<OrderView> pretend(
      @PretendedKey IdempotencyKey key, @Valid @RequestBody OrderRequest request) {
    return OrderController.placed(orders.pretend(request.order(key), script::make), key);
  }
}
