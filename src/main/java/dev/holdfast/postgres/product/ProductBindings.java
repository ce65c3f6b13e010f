package dev.holdfast.postgres.product;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Sku;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The bindings of products, remembered for a short time so that an order need not read them. A take
 * names the epoch of its binding, so one that moved meanwhile is rejected: its caller forgets it
 * and starts again. Safe for use by many threads.
 */
public final class ProductBindings {
  private final ProductTable products;
  private final Cache<Sku, Product> cache;

  /**
   * @param cacheMax how many products' bindings are kept
   * @param cacheTime for how long
   */
  public ProductBindings(ProductTable products, int cacheMax, Duration cacheTime) {
    this.products = products;
    this.cache = Caffeine.newBuilder().maximumSize(cacheMax).expireAfterWrite(cacheTime).build();
  }

  /** Those among these SKUs that are registered. An unknown one is asked for again each time. */
  public Map<Sku, Product> find(Collection<Sku> skus) {
    return cache.getAll(skus, missing -> products.find(List.copyOf(missing)));
  }

  /** Forgets what is remembered of these SKUs. */
  public void forget(Collection<Sku> skus) {
    cache.invalidateAll(skus);
  }
}
