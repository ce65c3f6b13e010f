package dev.holdfast.product;

import dev.holdfast.product.Views.AdjustmentView;
import dev.holdfast.product.Views.AuditView;
import dev.holdfast.product.Views.ProductView;
import dev.holdfast.product.Views.ProductsView;
import dev.holdfast.product.Views.StockView;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockStore;
import dev.holdfast.stock.StockStore.Adjustment;
import dev.holdfast.stock.strategy.Strategies;
import dev.holdfast.stock.strategy.StrategyType;
import dev.holdfast.web.ApiErrors;
import dev.holdfast.web.IdempotencyKey;
import dev.holdfast.web.Problem;
import dev.holdfast.web.ProblemCode;
import dev.holdfast.web.Refusals;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The products' HTTP interface. */
@Tag(name = "Products", description = "Register products, adjust and audit their stock.")
@RestController
@RequestMapping("/api/v1/products")
class ProductController {
  private static final Duration RESERVATION_MIN = Duration.ofSeconds(1);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final int PAGE_MAX = 500;

  private final ProductService products;
  private final AdjustmentService adjustments;
  private final Strategies strategies;
  private final ProductSettings settings;

  ProductController(
      ProductService products,
      AdjustmentService adjustments,
      Strategies strategies,
      ProductSettings settings) {
    this.products = products;
    this.adjustments = adjustments;
    this.strategies = strategies;
    this.settings = settings;
  }

  @Operation(
      summary = "Register a product",
      description = "Creates a product without stock, or changes one. Stock is never touched.")
  @ApiErrors({
    ProblemCode.INVALID_REQUEST, ProblemCode.STRATEGY_IN_USE, ProblemCode.CONTENT_TOO_LARGE,
    ProblemCode.UNSUPPORTED_MEDIA_TYPE, ProblemCode.STRATEGY_NOT_ALLOWED,
        ProblemCode.STORE_UNAVAILABLE,
    ProblemCode.OUTCOME_UNKNOWN
  })
  @PutMapping("/{sku}")
  ResponseEntity<ProductView> register(
      @Parameter(description = "The SKU.", example = "ticket-1") @PathVariable String sku,
      @Valid @RequestBody ProductRequest request) {
    Sku parsed = parse(sku);
    var result =
        products.register(
            parsed, request.name(), strategy(request.strategy()), reservationTime(request));
    if (result == StockStore.RegisterResult.STRATEGY_IN_USE) {
      throw new Problem(
              ProblemCode.STRATEGY_IN_USE,
              "strategy: cannot change, since the product has stock or reservations")
          .with("field", "strategy");
    }
    ProductView view =
        products
            .find(parsed)
            .map(p -> ProductView.of(p.product(), p.level()))
            .orElseThrow(() -> unknown(sku));
    return result == StockStore.RegisterResult.CREATED
        ? ResponseEntity.created(URI.create("/api/v1/products/" + sku)).body(view)
        : ResponseEntity.ok(view);
  }

  private @Nullable StrategyType strategy(@Nullable String name) {
    if (name == null) {
      return null;
    }
    StrategyType type =
        StrategyType.of(name)
            .orElseThrow(() ->
                Problem.invalid("strategy", "is not known; GET /api/v1/strategies lists them"));
    strategies
        .whyNotAllowed(type)
        .ifPresent(why -> {
          throw new Problem(ProblemCode.STRATEGY_NOT_ALLOWED, "strategy: " + why)
              .with("field", "strategy");
        });
    return type;
  }

  private @Nullable Duration reservationTime(ProductRequest request) {
    Duration time = request.reservationTime();
    if (time != null
        && (time.compareTo(RESERVATION_MIN) < 0
            || time.compareTo(settings.reservationTimeMax()) > 0)) {
      throw Problem.invalid(
          "reservationTime", "must be from PT1S to " + settings.reservationTimeMax());
    }
    return time;
  }

  @Operation(summary = "Read a product", description = "With its stock as of one moment.")
  @ApiErrors({ProblemCode.INVALID_REQUEST, ProblemCode.UNKNOWN_SKU, ProblemCode.STORE_UNAVAILABLE})
  @GetMapping("/{sku}")
  ProductView read(
      @Parameter(description = "The SKU.", example = "ticket-1") @PathVariable String sku) {
    return products
        .find(parse(sku))
        .map(p -> ProductView.of(p.product(), p.level()))
        .orElseThrow(() -> unknown(sku));
  }

  @Operation(summary = "List products", description = "In SKU order, a page at a time.")
  @ApiErrors({ProblemCode.INVALID_REQUEST, ProblemCode.STORE_UNAVAILABLE})
  @GetMapping
  ProductsView list(
      @Parameter(
              description = "The nextCursor of the page before; left out for the first page.",
              example = "ticket-1")
          @RequestParam(required = false)
          @Nullable String cursor,
      @Parameter(description = "How many at most, from 1 to 500.", example = "50")
          @RequestParam(defaultValue = "50")
          int limit) {
    if (limit < 1 || limit > PAGE_MAX) {
      throw Problem.invalid("limit", "must be from 1 to " + PAGE_MAX);
    }
    if (cursor != null && !Sku.isValid(cursor)) {
      throw Problem.invalid("cursor", "is not one that a page gave");
    }
    var page = products.list(cursor == null ? null : new Sku(cursor), limit);
    return new ProductsView(
        page.products().stream().map(p -> ProductView.of(p.product(), p.level())).toList(),
        page.next().map(Sku::value).orElse(null));
  }

  @Operation(
      summary = "Adjust stock",
      description =
          "Adds units or withdraws available ones. Repeating it with the same key and delta applies it once.")
  @ApiErrors({
    ProblemCode.INVALID_REQUEST,
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
  @PostMapping("/{sku}/stock-adjustments")
  ResponseEntity<AdjustmentView> adjust(
      @Parameter(description = "The SKU.", example = "ticket-1") @PathVariable String sku,
      @Parameter(
              description = "Names this adjustment: 1 to 255 visible ASCII characters.",
              required = true,
              example = "delivery-17")
          @RequestHeader(name = IdempotencyKey.HEADER, required = false)
          @Nullable List<String> idempotencyKey,
      @Valid @RequestBody AdjustmentRequest request) {
    Sku parsed = parse(sku);
    var key = IdempotencyKey.of(idempotencyKey);
    if (request.delta() == 0) {
      throw Problem.invalid("delta", "must not be 0");
    }
    var adjustment =
        new Adjustment(
            parsed, AdjustmentService.idOf(parsed, key.value()), request.delta(), request.reason());
    return switch (adjustments.adjust(adjustment)) {
      case AdjustmentService.Result.Applied(var before) -> applied(adjustment, before);
      case AdjustmentService.Result.KeyReused() ->
          throw new Problem(
                  ProblemCode.IDEMPOTENCY_KEY_REUSED,
                  IdempotencyKey.HEADER + ": was used for another adjustment; use a new key")
              .with("field", IdempotencyKey.HEADER);
      case AdjustmentService.Result.UnknownSku() -> throw unknown(sku);
      case AdjustmentService.Result.TooMuch() ->
          throw new Problem(
                  ProblemCode.STOCK_LIMIT, "delta: more than 1000000000000 units would be supplied")
              .with("field", "delta");
      case AdjustmentService.Result.InProgress() ->
          throw new Problem(
                  ProblemCode.IN_PROGRESS,
                  "The same withdrawal is being carried out. Repeat it with the same key.")
              .retryAfter(RETRY_AFTER);
      case AdjustmentService.Result.NotTaken(var reason) -> throw Refusals.problem(reason);
    };
  }

  private ResponseEntity<AdjustmentView> applied(Adjustment adjustment, boolean before) {
    var stock =
        products
            .find(adjustment.sku())
            .map(p -> StockView.of(p.level()))
            .orElseThrow(() -> unknown(adjustment.sku().value()));
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

  @Operation(
      summary = "Audit a product's stock",
      description =
          "Compares the counters. With `deep=true` it also looks at every reservation and order, without blocking others.")
  @ApiErrors({ProblemCode.INVALID_REQUEST, ProblemCode.UNKNOWN_SKU, ProblemCode.STORE_UNAVAILABLE})
  @GetMapping("/{sku}/audit")
  AuditView audit(
      @Parameter(description = "The SKU.", example = "ticket-1") @PathVariable String sku,
      @Parameter(description = "Whether to look at every reservation and order.", example = "true")
          @RequestParam(defaultValue = "false")
          boolean deep) {
    Sku parsed = parse(sku);
    var audit = products.audit(parsed, deep).orElseThrow(() -> unknown(sku));
    return AuditView.of(products.strategyOf(parsed), audit);
  }

  static Sku parse(String sku) {
    if (!Sku.isValid(sku)) {
      throw Problem.invalid("sku", "must match " + Sku.PATTERN);
    }
    return new Sku(sku);
  }

  private static Problem unknown(String sku) {
    return new Problem(ProblemCode.UNKNOWN_SKU, "sku: no product has the SKU " + sku)
        .with("field", "sku");
  }
}
