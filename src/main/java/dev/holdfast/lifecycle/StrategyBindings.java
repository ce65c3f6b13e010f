package dev.holdfast.lifecycle;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockStore;
import java.util.Collection;
import java.util.Map;

/**
 * The bindings of products, remembered for a short time so that an order need not read them. A
 * binding that moved meanwhile does no harm: whoever takes under an old epoch is turned away,
 * forgets it here and starts again. Safe for use by many threads.
 */
public final class StrategyBindings {
  private final StockStore store;
  private final Cache<Sku, Product> cache;

  public StrategyBindings(StockStore store, PlacingSettings settings) {
    this.store = store;
    this.cache =
        Caffeine.newBuilder()
            .maximumSize(settings.productCacheMax())
            .expireAfterWrite(settings.productCacheTime())
            .build();
  }

  /**
   * The products among these SKUs that are registered. An unknown SKU is asked for again each time.
   */
  public Map<Sku, Product> find(Collection<Sku> skus) {
    var found = cache.getAll(skus, missing -> store.products(java.util.List.copyOf(missing)));
    // A pause is over soon, and nobody says when.
    found.forEach((sku, product) -> {
      if (product.isPaused()) {
        cache.invalidate(sku);
      }
    });
    return found;
  }

  /** Forgets what is remembered of these SKUs. */
  public void forget(Collection<Sku> skus) {
    cache.invalidateAll(skus);
  }
}
