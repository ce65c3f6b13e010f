package dev.holdfast.api.product;

import dev.holdfast.api.http.IdempotencyKey;
import dev.holdfast.api.problem.Problem;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.api.problem.RefusalProblems;
import dev.holdfast.api.product.ProductViews.AdjustmentView;
import dev.holdfast.api.product.ProductViews.StockView;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.Inventory.AdjustResult;
import dev.holdfast.stock.Inventory.Adjustment;
import dev.holdfast.stock.Sku;
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
@RestController
@RequestMapping(path = "/api/v1/products", produces = MediaType.APPLICATION_JSON_VALUE)
class AdjustmentController implements AdjustmentApi {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Inventory inventory;

  AdjustmentController(Inventory inventory) {
    this.inventory = inventory;
  }

  @Override
  @PostMapping(path = "/{sku}/stock-adjustments", consumes = MediaType.APPLICATION_JSON_VALUE)
  public ResponseEntity<AdjustmentView> adjust(
      @PathVariable String sku, IdempotencyKey key, @Valid @RequestBody AdjustmentRequest request) {
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
      case AdjustResult.TooMuch(long max) ->
          throw new Problem(
                  ProblemCode.STOCK_LIMIT,
                  "delta: more than %d units would be supplied".formatted(max))
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
