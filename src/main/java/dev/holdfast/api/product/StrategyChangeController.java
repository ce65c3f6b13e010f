package dev.holdfast.api.product;

import dev.holdfast.api.http.IdempotencyKey;
import dev.holdfast.api.problem.Problem;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StrategyChange;
import dev.holdfast.stock.StrategyChangeResult;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.validation.Valid;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The HTTP interface to changes of strategy. */
@RestController
@RequestMapping(path = "/api/v1/products", produces = MediaType.APPLICATION_JSON_VALUE)
class StrategyChangeController implements StrategyChangeApi {
  private static final Logger log = LoggerFactory.getLogger(StrategyChangeController.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Inventory inventory;
  private final Counter changes;

  StrategyChangeController(Inventory inventory, MeterRegistry meters) {
    this.inventory = inventory;
    this.changes =
        Counter.builder("holdfast.strategy.changes")
            .description("Changes of a product's strategy that this instance made")
            .register(meters);
  }

  @Override
  @PostMapping(path = "/{sku}/strategy-changes", consumes = MediaType.APPLICATION_JSON_VALUE)
  public ResponseEntity<StrategyChangeView> change(
      @PathVariable String sku,
      IdempotencyKey key,
      @Valid @RequestBody StrategyChangeRequest request) {
    Sku parsed = ProductController.parse(sku);
    String strategy = ProductController.known(request.strategy()).id();
    boolean dryRun = !Boolean.FALSE.equals(request.dryRun());
    return switch (inventory.changeStrategy(
        parsed, strategy, dryRun ? null : key.strategyChange(parsed))) {
      case StrategyChangeResult.Looked(var change) ->
          ResponseEntity.ok(StrategyChangeView.of(change));
      case StrategyChangeResult.Done(var change, var before) -> done(change, before);
      case StrategyChangeResult.Reused() ->
          throw new Problem(
                  ProblemCode.IDEMPOTENCY_KEY_REUSED,
                  IdempotencyKey.HEADER
                      + ": was used for a change to another strategy; use a new key")
              .with("field", IdempotencyKey.HEADER);
      case StrategyChangeResult.UnknownSku() -> throw ProductController.unknown(sku);
      case StrategyChangeResult.NotAllowed(var why) ->
          throw ProductController.strategyNotAllowed(why);
      case StrategyChangeResult.TooMuch(long max) ->
          throw new Problem(
                  ProblemCode.STOCK_LIMIT,
                  "strategy: %s takes at most %d supplied units".formatted(strategy, max))
              .with("field", "strategy");
      case StrategyChangeResult.Busy() ->
          throw new Problem(
                  ProblemCode.RECONCILIATION_BUSY,
                  "The strategy is as it was. Try again in a moment.")
              .retryAfter(RETRY_AFTER);
      case StrategyChangeResult.Damaged(var why) ->
          throw new Problem(
              ProblemCode.STOCK_DAMAGED, why + ": reconcile the product, then try again");
    };
  }

  private ResponseEntity<StrategyChangeView> done(StrategyChange change, boolean before) {
    if (before) {
      return ResponseEntity.ok()
          .header(IdempotencyKey.REPLAYED, "true")
          .body(StrategyChangeView.of(change));
    }
    if (change.isChange()) {
      changes.increment();
      log.info(
          "the strategy of {} changed from {} to {}, under epoch {}; {} units were returned",
          change.sku(),
          change.from(),
          change.to(),
          change.epoch(),
          change.returned());
    }
    return ResponseEntity.ok(StrategyChangeView.of(change));
  }
}
