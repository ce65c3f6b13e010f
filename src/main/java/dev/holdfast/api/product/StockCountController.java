package dev.holdfast.api.product;

import dev.holdfast.api.http.IdempotencyKey;
import dev.holdfast.api.problem.Problem;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.api.problem.RefusalProblems;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.Inventory.ConcernedOrders;
import dev.holdfast.stock.Inventory.StockCount;
import dev.holdfast.stock.Inventory.StockCountResult;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.stock.StoreUnavailableException;
import jakarta.validation.Valid;
import java.time.Duration;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The HTTP interface to stock counts. */
@RestController
@RequestMapping(path = "/api/v1/products", produces = MediaType.APPLICATION_JSON_VALUE)
class StockCountController implements StockCountApi {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Inventory inventory;

  StockCountController(Inventory inventory) {
    this.inventory = inventory;
  }

  @Override
  @PostMapping(path = "/{sku}/stock-counts", consumes = MediaType.APPLICATION_JSON_VALUE)
  public ResponseEntity<StockCountView> count(
      @PathVariable String sku, IdempotencyKey key, @Valid @RequestBody StockCountRequest request) {
    Sku parsed = ProductController.parse(sku);
    var count =
        new StockCount(
            parsed,
            key.adjustment(parsed),
            request.expected(),
            request.counted(),
            request.reason());
    if (Math.abs(count.difference()) > StockCount.DIFFERENCE_MAX) {
      throw Problem.invalid(
          "counted", "must differ from expected by at most " + StockCount.DIFFERENCE_MAX);
    }
    return switch (inventory.count(count)) {
      case StockCountResult.Counted(var before) -> booked(count, before);
      case StockCountResult.Reused() ->
          throw new Problem(
                  ProblemCode.IDEMPOTENCY_KEY_REUSED,
                  IdempotencyKey.HEADER
                      + ": was used for an adjustment or another count; use a new key")
              .with("field", IdempotencyKey.HEADER);
      case StockCountResult.UnknownSku() -> throw ProductController.unknown(sku);
      case StockCountResult.TooMuch(long max) ->
          throw stockLimit("more than %d units would be supplied".formatted(max));
      case StockCountResult.TooFew(long supplied) ->
          throw stockLimit("more units are missing than the %d supplied".formatted(supplied));
      case StockCountResult.InProgress() ->
          throw new Problem(
                  ProblemCode.IN_PROGRESS,
                  "The same count is being booked. Repeat it with the same key.")
              .retryAfter(RETRY_AFTER);
      case StockCountResult.NotBooked(var reason) -> throw RefusalProblems.problem(reason);
    };
  }

  private static Problem stockLimit(String why) {
    return new Problem(ProblemCode.STOCK_LIMIT, "counted: " + why).with("field", "counted");
  }

  private ResponseEntity<StockCountView> booked(StockCount count, boolean before) {
    StockLevel level =
        ProductController.findAfterChange(inventory, count.sku())
            .map(Inventory.StockedProduct::level)
            .orElseThrow(() -> ProductController.unknown(count.sku().value()));
    var view = StockCountView.of(count, level, concerned(count.sku()));
    return before
        ? ResponseEntity.ok().header(IdempotencyKey.REPLAYED, "true").body(view)
        : ResponseEntity.status(201).body(view);
  }

  /** The count is booked, also where they cannot be read. */
  private ConcernedOrders concerned(Sku sku) {
    try {
      return inventory.concernedOrders(sku);
    } catch (StoreUnavailableException e) {
      return new ConcernedOrders(List.of(), false);
    }
  }
}
