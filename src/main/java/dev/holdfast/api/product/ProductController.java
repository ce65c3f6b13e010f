package dev.holdfast.api.product;

import dev.holdfast.api.problem.Problem;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.api.product.ProductViews.AuditView;
import dev.holdfast.api.product.ProductViews.ProductView;
import dev.holdfast.api.product.ProductViews.ProductsView;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.PurchaseLimits;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockDamagedException;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.strategy.StrategyType;
import jakarta.validation.Valid;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The products' HTTP interface. */
@RestController
@RequestMapping(path = "/api/v1/products", produces = MediaType.APPLICATION_JSON_VALUE)
class ProductController implements ProductApi {
  private static final Duration RESERVATION_MIN = Duration.ofSeconds(1);
  private static final int PAGE_MAX = 500;

  private final Inventory inventory;

  ProductController(Inventory inventory) {
    this.inventory = inventory;
  }

  @Override
  @PutMapping(path = "/{sku}", consumes = MediaType.APPLICATION_JSON_VALUE)
  public ResponseEntity<ProductView> register(
      @PathVariable String sku, @Valid @RequestBody ProductRequest request) {
    Sku parsed = parse(sku);
    var result =
        inventory.register(
            new Inventory.Registration(parsed, strategy(request.strategy()), terms(request)));
    if (result == Inventory.RegisterResult.STRATEGY_IN_USE) {
      throw new Problem(
              ProblemCode.STRATEGY_IN_USE,
              "strategy: cannot change here, since the product has stock or reservations;"
                  + " POST /api/v1/products/"
                  + sku
                  + "/strategy-changes changes it")
          .with("field", "strategy");
    }
    ProductView view =
        findAfterChange(inventory, parsed)
            .map(p -> ProductView.of(p.product(), p.level()))
            // It has just been registered: what is missing is its stock.
            .orElseThrow(
                () -> new StockDamagedException("the stock of " + sku + " cannot be read"));
    return result == Inventory.RegisterResult.CREATED
        ? ResponseEntity.created(URI.create("/api/v1/products/" + sku)).body(view)
        : ResponseEntity.ok(view);
  }

  private @Nullable String strategy(@Nullable String name) {
    if (name == null) {
      return null;
    }
    StrategyType type = known(name);
    inventory
        .whyNotUsable(type.id())
        .ifPresent(why -> {
          throw strategyNotAllowed(why);
        });
    return type.id();
  }

  static StrategyType known(String strategy) {
    return StrategyType.of(strategy)
        .orElseThrow(
            () -> Problem.invalid("strategy", "is not known; GET /api/v1/strategies lists them"));
  }

  static Problem strategyNotAllowed(String why) {
    return new Problem(ProblemCode.STRATEGY_NOT_ALLOWED, "strategy: " + why)
        .with("field", "strategy");
  }

  private Product.Terms terms(ProductRequest request) {
    return new Product.Terms(
        request.name(),
        reservationTime(request),
        new PurchaseLimits(request.maxPerOrder(), request.maxPerCustomer()),
        request.thresholds());
  }

  private Duration reservationTime(ProductRequest request) {
    Duration time = request.reservationTime();
    if (time == null) {
      return inventory.reservationTimeDefault();
    }
    if (time.compareTo(RESERVATION_MIN) < 0 || time.compareTo(inventory.reservationTimeMax()) > 0) {
      throw Problem.invalid(
          "reservationTime", "must be from PT1S to " + inventory.reservationTimeMax());
    }
    return time;
  }

  @Override
  @GetMapping("/{sku}")
  public ProductView read(@PathVariable String sku) {
    return find(inventory, parse(sku))
        .map(p -> ProductView.of(p.product(), p.level()))
        .orElseThrow(() -> unknown(sku));
  }

  @Override
  @GetMapping
  public ProductsView list(
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "50") int limit) {
    if (limit < 1 || limit > PAGE_MAX) {
      throw Problem.invalid("limit", "must be from 1 to " + PAGE_MAX);
    }
    if (cursor != null && !Sku.isValid(cursor)) {
      throw Problem.invalid("cursor", "is not one that a page gave");
    }
    var page = inventory.skus(cursor == null ? null : new Sku(cursor), limit);
    return new ProductsView(
        inventory.stocked(page.skus()).stream()
            .map(p -> ProductView.of(p.product(), p.level()))
            .toList(),
        page.next().map(Sku::value).orElse(null));
  }

  @Override
  @GetMapping("/{sku}/audit")
  public AuditView audit(
      @PathVariable String sku, @RequestParam(defaultValue = "false") boolean deep) {
    Sku parsed = parse(sku);
    var audit =
        (deep
                ? inventory.deepAudit(parsed)
                : Optional.ofNullable(inventory.audits(List.of(parsed)).get(parsed)))
            .orElseThrow(() -> unknown(sku));
    Product product = inventory.products(List.of(parsed)).get(parsed);
    return AuditView.of(product == null ? "" : product.strategy(), audit);
  }

  private static Optional<Inventory.StockedProduct> find(Inventory inventory, Sku sku) {
    return inventory.stocked(List.of(sku)).stream().findFirst();
  }

  /** Reads what a change came to. When that fails, "nothing happened" would be wrong. */
  static Optional<Inventory.StockedProduct> findAfterChange(Inventory inventory, Sku sku) {
    try {
      return find(inventory, sku);
    } catch (StoreUnavailableException e) {
      throw new OutcomeUnknownException("it happened, but cannot be read back", e);
    }
  }

  static Sku parse(String sku) {
    if (!Sku.isValid(sku)) {
      throw Problem.invalid("sku", "must match " + Sku.PATTERN);
    }
    return new Sku(sku);
  }

  static Problem unknown(String sku) {
    return new Problem(ProblemCode.UNKNOWN_SKU, "sku: no product has the SKU " + sku)
        .with("field", "sku");
  }
}
