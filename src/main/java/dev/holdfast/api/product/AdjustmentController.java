package dev.holdfast.api.product;

import dev.holdfast.api.http.IdempotencyKey;
import dev.holdfast.api.openapi.ApiErrors;
import dev.holdfast.api.openapi.Described;
import dev.holdfast.api.problem.Problem;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.api.problem.RefusalProblems;
import dev.holdfast.api.product.ProductViews.AdjustmentView;
import dev.holdfast.api.product.ProductViews.StockView;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.Inventory.AdjustResult;
import dev.holdfast.stock.Inventory.Adjustment;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.time.Duration;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The HTTP interface to changes of stock. */
@Tag(name = "Products")
@RestController
@RequestMapping(path = "/api/v1/products", produces = MediaType.APPLICATION_JSON_VALUE)
class AdjustmentController {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Inventory inventory;

  AdjustmentController(Inventory inventory) {
    this.inventory = inventory;
  }

  @Operation(
      summary = "Adjust stock",
      description =
          "Adds units or withdraws available ones. Repeating it with the same key and body applies"
              + " it once.")
  @ApiErrors({
    ProblemCode.INVALID_REQUEST,
    ProblemCode.UNAUTHORIZED,
    ProblemCode.IDEMPOTENCY_KEY_REQUIRED,
    ProblemCode.UNKNOWN_SKU,
    ProblemCode.INSUFFICIENT_STOCK,
    ProblemCode.STOCK_LIMIT,
    ProblemCode.IN_PROGRESS,
    ProblemCode.CONTENT_TOO_LARGE,
    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
    ProblemCode.IDEMPOTENCY_KEY_REUSED,
    ProblemCode.CONTENDED,
    ProblemCode.STORE_UNAVAILABLE,
    ProblemCode.STRATEGY_UNAVAILABLE,
    ProblemCode.OUTCOME_UNKNOWN
  })
  @ApiResponse(responseCode = "201", description = "Applied.", useReturnTypeSchema = true)
  @ApiResponse(
      responseCode = "200",
      description = "Applied before under this key; the stock is as it is now.",
      headers =
          @Header(
              name = IdempotencyKey.REPLAYED,
              description = "Always true.",
              schema = @Schema(type = "string", example = "true")),
      useReturnTypeSchema = true)
  @PostMapping(path = "/{sku}/stock-adjustments", consumes = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<AdjustmentView> adjust(
      @Described.SkuInPath @PathVariable String sku,
      @Parameter(
              name = IdempotencyKey.HEADER,
              in = ParameterIn.HEADER,
              description = "Names this adjustment of this SKU: 1 to 255 visible ASCII characters.",
              required = true,
              schema = @Schema(type = "string", minLength = 1, maxLength = 255),
              example = "delivery-17")
          IdempotencyKey key,
      @Valid @RequestBody AdjustmentRequest request) {
    Sku parsed = ProductController.parse(sku);
    if (request.delta() == 0) {
      throw Problem.invalid("delta", "must not be 0");
    }
    var adjustment =
        new Adjustment(parsed, key.adjustment(parsed), request.delta(), request.reason());
    return switch (inventory.adjust(adjustment)) {
      case AdjustResult.Applied(var before) -> applied(adjustment, before);
      case AdjustResult.Reused() ->
          throw new Problem(
                  ProblemCode.IDEMPOTENCY_KEY_REUSED,
                  IdempotencyKey.HEADER + ": was used for another adjustment; use a new key")
              .with("field", IdempotencyKey.HEADER);
      case AdjustResult.UnknownSku() -> throw ProductController.unknown(sku);
      case AdjustResult.TooMuch() ->
          throw new Problem(
                  ProblemCode.STOCK_LIMIT,
                  "delta: more than %d units would be supplied".formatted(StockLevel.SUPPLIED_MAX))
              .with("field", "delta");
      case AdjustResult.InProgress() ->
          throw new Problem(
                  ProblemCode.IN_PROGRESS,
                  "The same withdrawal is being carried out. Repeat it with the same key.")
              .retryAfter(RETRY_AFTER);
      case AdjustResult.NotTaken(var reason) -> throw RefusalProblems.problem(reason);
    };
  }

  private ResponseEntity<AdjustmentView> applied(Adjustment adjustment, boolean before) {
    var stock =
        ProductController.findAfterChange(inventory, adjustment.sku())
            .map(p -> StockView.of(p.level()))
            .orElseThrow(() -> ProductController.unknown(adjustment.sku().value()));
    var view =
        new AdjustmentView(
            adjustment.id(),
            adjustment.sku().value(),
            adjustment.delta(),
            adjustment.reason(),
            stock);
    return before
        ? ResponseEntity.ok().header(IdempotencyKey.REPLAYED, "true").body(view)
        : ResponseEntity.status(201).body(view);
  }
}
