package dev.holdfast.api.product;

import dev.holdfast.api.problem.Problem;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.ReconciliationResult;
import dev.holdfast.stock.Sku;
import jakarta.validation.Valid;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The HTTP interface to reconciliations. */
@RestController
@RequestMapping(path = "/api/v1/products", produces = MediaType.APPLICATION_JSON_VALUE)
class ReconciliationController implements ReconciliationApi {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Inventory inventory;

  ReconciliationController(Inventory inventory) {
    this.inventory = inventory;
  }

  @Override
  @PostMapping(path = "/{sku}/reconciliations", consumes = MediaType.APPLICATION_JSON_VALUE)
  public ReconciliationView reconcile(
      @PathVariable String sku,
      @Valid @RequestBody(required = false) @Nullable ReconciliationRequest request) {
    Sku parsed = ProductController.parse(sku);
    boolean dryRun = request == null || !Boolean.FALSE.equals(request.dryRun());
    String reason = request == null || request.reason() == null ? "" : request.reason();
    return switch (inventory.reconcile(parsed, dryRun ? null : reason)) {
      case ReconciliationResult.Reconciled(var reconciliation) ->
          ReconciliationView.of(dryRun, reconciliation);
      case ReconciliationResult.Busy() ->
          throw new Problem(
                  ProblemCode.RECONCILIATION_BUSY, "The stock is as it was. Try again in a moment.")
              .retryAfter(RETRY_AFTER);
      case ReconciliationResult.UnknownSku() -> throw ProductController.unknown(sku);
      case ReconciliationResult.NotRepairable(var why) ->
          throw new Problem(ProblemCode.STOCK_DAMAGED, why);
    };
  }
}
