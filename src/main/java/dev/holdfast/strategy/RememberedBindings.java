package dev.holdfast.strategy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Sku;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * The bindings of products that an instance remembers for a short time, so that an order need not
 * read them. Safe for use by many threads.
 */
public final class RememberedBindings {
  /** How often the binding of a SKU is read again at most because its takes are contended. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final Function<Set<? extends Sku>, Map<Sku, Product>> read;
  private final Cache<Sku, Product> cache;
  private final Cache<Sku, Boolean> looked;
  private final AtomicLong forgotten = new AtomicLong();

  /**
   * @param read reads those of some SKUs that are registered
   * @param max how many products' bindings are kept
   * @param time for how long
   */
  public RememberedBindings(
      Function<Set<? extends Sku>, Map<Sku, Product>> read, int max, Duration time) {
    this.read = read;
    this.cache = Caffeine.newBuilder().maximumSize(max).expireAfterWrite(time).build();
    this.looked = Caffeine.newBuilder().maximumSize(max).expireAfterWrite(LOOK_AGAIN).build();
  }

  /**
   * The products among these SKUs that are registered. An unknown SKU is read again each time, and
   * so is a product whose stock is paused, or that is not on sale: no event announces the end of
   * its pause, or the beginning of its sale.
   */
  public Map<Sku, Product> find(Collection<Sku> skus) {
    Map<Sku, Product> remembered = remembered(skus);
    Map<Sku, Product> found = remembered.size() == skus.size() ? remembered : read(skus);
    found.forEach((sku, product) -> {
      if (product.isPaused() || !product.isOnSale()) {
        cache.invalidate(sku);
      }
    });
    return found;
  }

  private Map<Sku, Product> read(Collection<Sku> skus) {
    long before = forgotten.get();
    var found = cache.getAll(skus, read);
    if (forgotten.get() != before) {
      // What was read may be of the store before.
      forget(skus);
    }
    return found;
  }

  /** What is remembered of these SKUs now, for {@link #moved}. */
  public Map<Sku, Product> remembered(Collection<Sku> skus) {
    Map<Sku, Product> remembered = HashMap.newHashMap(skus.size());
    for (Sku sku : skus) {
      Product product = cache.getIfPresent(sku);
      if (product != null) {
        remembered.put(sku, product);
      }
    }
    return remembered;
  }

  /**
   * Whether one of these bindings is not the one of now. Where none is remembered that came later,
   * it reads them again, at most once in {@link #LOOK_AGAIN} for each SKU, so that what is refused
   * under load costs no read of its own.
   *
   * @param before what was remembered when the attempt began
   */
  public boolean moved(Map<Sku, Product> before) {
    forget(
        before.keySet().stream()
            .filter(sku -> looked.asMap().putIfAbsent(sku, true) == null)
            .toList());
    Map<Sku, Product> now = find(before.keySet());
    return before.values().stream()
        .anyMatch(old -> {
          Product product = now.get(old.sku());
          return product != null
              && (product.epoch() != old.epoch() || !product.strategy().equals(old.strategy()));
        });
  }

  /** Forgets what is remembered of these SKUs. */
  public void forget(Collection<Sku> skus) {
    cache.invalidateAll(skus);
  }

  /** Forgets everything, also what is being read. */
  public void forgetAll() {
    forgotten.incrementAndGet();
    cache.invalidateAll();
  }
}
