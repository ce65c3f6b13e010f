package dev.holdfast.api.product;

import dev.holdfast.api.http.IfMatch;
import dev.holdfast.api.problem.Problem;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.api.product.ProductViews.AuditView;
import dev.holdfast.api.product.ProductViews.ProductView;
import dev.holdfast.api.product.ProductViews.ProductsView;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockDamagedException;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.strategy.StrategyType;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** The products' HTTP interface. */
@RestController
@RequestMapping(path = "/api/v1/products", produces = MediaType.APPLICATION_JSON_VALUE)
class ProductController implements ProductApi {
  private static final int PAGE_MAX = 500;

  private final Inventory inventory;
  private final ProductEditor editor;

  ProductController(Inventory inventory, ProductEditor editor) {
    this.inventory = inventory;
    this.editor = editor;
  }

  @Override
  @PutMapping(path = "/{sku}", consumes = MediaType.APPLICATION_JSON_VALUE)
  public ResponseEntity<ProductView> register(
      @PathVariable String sku,
      VersionCondition condition,
      @Valid @RequestBody ProductRequest request) {
    Sku parsed = parse(sku);
    boolean isNew = editor.put(parsed, condition, request);
    return changed(
        parsed,
        isNew
            ? ResponseEntity.created(URI.create("/api/v1/products/" + sku))
            : ResponseEntity.ok());
  }

  @Override
  @PatchMapping(path = "/{sku}", consumes = MergePatch.MEDIA_TYPE)
  public ResponseEntity<ProductView> patch(
      @PathVariable String sku, VersionCondition condition, @RequestBody ObjectNode patch) {
    Sku parsed = parse(sku);
    editor.patch(parsed, condition, patch);
    return changed(parsed, ResponseEntity.ok());
  }

  /** A product after a change, with its revision as its entity tag. */
  private ResponseEntity<ProductView> changed(Sku sku, ResponseEntity.BodyBuilder answer) {
    var found =
        findAfterChange(inventory, sku)
            // It has just been written: what is missing is its stock.
            .orElseThrow(
                () -> new StockDamagedException("the stock of " + sku + " cannot be read"));
    return answer
        .eTag(IfMatch.tag(found.product().revision()))
        .body(ProductView.of(found.product(), found.level()));
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

  @Override
  @GetMapping("/{sku}")
  public ProductView read(@PathVariable String sku, HttpServletResponse response) {
    var found = find(inventory, parse(sku)).orElseThrow(() -> unknown(sku));
    // Not by a ResponseEntity, which would answer 304 though the stock has changed.
    response.setHeader(HttpHeaders.ETAG, IfMatch.tag(found.product().revision()));
    return ProductView.of(found.product(), found.level());
  }

  @Override
  @GetMapping
  public ProductsView list(
      @RequestParam(defaultValue = "") String search,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "50") int limit) {
    if (limit < 1 || limit > PAGE_MAX) {
      throw Problem.invalid("limit", "must be from 1 to " + PAGE_MAX);
    }
    if (cursor != null && !Sku.isValid(cursor)) {
      throw Problem.invalid("cursor", "is not one that a page gave");
    }
    if (!search.isEmpty() && !Sku.isValid(search)) {
      throw Problem.invalid("search", "must be the beginning of a SKU: " + Sku.PATTERN);
    }
    var page = inventory.skus(search, cursor == null ? null : new Sku(cursor), limit);
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
