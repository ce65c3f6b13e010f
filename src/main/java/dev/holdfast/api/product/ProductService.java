package dev.holdfast.api.product;

import dev.holdfast.lifecycle.ProductSettings;
import dev.holdfast.stock.Audit;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.PurchaseLimits;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockAudits;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.stock.StockSnapshot;
import dev.holdfast.stock.StockStore;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.strategy.Strategies;
import dev.holdfast.strategy.StrategyBindings;
import dev.holdfast.strategy.StrategyType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** The catalogue of products and their stock. Safe for use by many threads. */
@Service
class ProductService {
  private final StockStore store;
  private final StockAudits audits;
  private final StrategyBindings bindings;
  private final Strategies strategies;
  private final ProductSettings settings;

  ProductService(
      StockStore store,
      StockAudits audits,
      StrategyBindings bindings,
      Strategies strategies,
      ProductSettings settings) {
    this.store = store;
    this.audits = audits;
    this.bindings = bindings;
    this.strategies = strategies;
    this.settings = settings;
  }

  StockStore.RegisterResult register(
      Sku sku,
      String name,
      @Nullable StrategyType strategy,
      @Nullable Duration reservationTime,
      PurchaseLimits limits) {
    var result =
        store.register(
            new StockStore.Registration(
                sku,
                name,
                strategy == null ? null : strategy.id(),
                settings.defaultStrategy().id(),
                reservationTime == null ? settings.reservationTime() : reservationTime,
                limits));
    bindings.forget(List.of(sku));
    return result;
  }

  /** A product and its level. */
  record Stocked(Product product, StockLevel level) {}

  Optional<Stocked> find(Sku sku) {
    return find(List.of(sku)).stream().findFirst();
  }

  /** Reads what a change came to. When that fails, "nothing happened" would be wrong. */
  Optional<Stocked> findAfterChange(Sku sku) {
    try {
      return find(sku);
    } catch (StoreUnavailableException e) {
      throw new OutcomeUnknownException("it happened, but cannot be read back", e);
    }
  }

  private List<Stocked> find(Collection<Sku> skus) {
    // Straight from the store: who has just registered a product on another instance expects to see
    // it here.
    Map<Sku, Product> products = store.products(skus);
    var levels = store.levels(Set.copyOf(products.keySet())).levels();
    var found = new ArrayList<Stocked>();
    products.forEach((sku, product) -> {
      StockLevel level = levels.get(sku);
      if (level != null) {
        found.add(new Stocked(product, level));
      }
    });
    return found;
  }

  /** A page of products. */
  record Page(List<Stocked> products, Optional<Sku> next) {}

  Page list(@Nullable Sku after, int limit) {
    var page = store.page(after, limit);
    return new Page(page.skus().isEmpty() ? List.of() : find(page.skus()), page.next());
  }

  /**
   * Reads levels through the products' strategies, each group as of one moment as far as its
   * strategy's guarantee goes.
   */
  StockSnapshot levels(Set<Sku> skus) {
    var groups = new EnumMap<StrategyType, Set<Sku>>(StrategyType.class);
    bindings
        .find(skus)
        .forEach((sku, product) ->
            groups
                .computeIfAbsent(strategies.type(product.strategy()), t -> new TreeSet<>())
                .add(sku));
    var parts = new ArrayList<StockSnapshot>();
    groups.forEach((type, group) -> parts.add(strategies.get(type).read(group)));
    return StockSnapshot.merge(parts);
  }

  Optional<Audit> audit(Sku sku, boolean deep) {
    return deep ? audits.deepAudit(sku) : audits.audit(sku);
  }

  String strategyOf(Sku sku) {
    Product product = store.products(new HashSet<>(List.of(sku))).get(sku);
    return product == null ? "" : product.strategy();
  }
}
