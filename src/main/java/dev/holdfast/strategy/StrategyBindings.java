package dev.holdfast.strategy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StrategyUnavailableException;
import dev.holdfast.store.ReserveResult;
import dev.holdfast.store.StockLine;
import dev.holdfast.store.StockStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The bindings of products, remembered for a short time so that an order need not read them. A
 * binding that moved meanwhile does no harm: Redis rejects a take under an old epoch, and the
 * caller forgets the binding and starts again. Safe for use by many threads.
 */
public final class StrategyBindings {
  /** How often the binding of a SKU is read again at most because its takes are contended. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final StockStore store;
  private final Strategies strategies;
  private final Cache<Sku, Product> cache;
  private final Cache<Sku, Boolean> looked;

  /**
   * @param cacheMax how many products' bindings are kept
   * @param cacheTime for how long
   */
  public StrategyBindings(
      StockStore store, Strategies strategies, int cacheMax, Duration cacheTime) {
    this.store = store;
    this.strategies = strategies;
    this.cache = Caffeine.newBuilder().maximumSize(cacheMax).expireAfterWrite(cacheTime).build();
    this.looked = Caffeine.newBuilder().maximumSize(cacheMax).expireAfterWrite(LOOK_AGAIN).build();
  }

  /**
   * Binds lines to the strategies that take them, in the order in which they are taken.
   *
   * @param customer stands for the customer, empty when there is none
   * @throws StrategyUnavailableException when a strategy cannot be used here that is bound now
   */
  public Binding bind(Basket basket, String customer) {
    try {
      return bindOnce(basket, customer);
    } catch (StrategyUnavailableException e) {
      // It may be the one that was bound before.
      forget(basket.skus());
      return bindOnce(basket, customer);
    }
  }

  private Binding bindOnce(Basket basket, String customer) {
    Map<Sku, Product> found = find(basket.skus());
    var unknown = basket.skus().stream().filter(sku -> !found.containsKey(sku)).toList();
    if (!unknown.isEmpty()) {
      return new Binding.Refused(new ReserveResult.Refused(new Refusal.UnknownSku(unknown), true));
    }
    if (found.values().stream().anyMatch(Product::isPaused)) {
      return new Binding.Refused(ReserveResult.contended(true));
    }
    var lines = new EnumMap<StrategyType, List<StockLine>>(StrategyType.class);
    for (var line : strategies.inLockOrder(basket)) {
      Product product = Objects.requireNonNull(found.get(line.sku()));
      lines
          .computeIfAbsent(strategies.type(product.strategy()), type -> new ArrayList<>())
          .add(
              new StockLine(
                  line.sku(), line.quantity(), product.epoch(), product.allowance(customer)));
    }
    var steps =
        new Route.StepByStep(
            lines.entrySet().stream()
                .map(group ->
                    new Route.Group(
                        group.getKey(), strategies.get(group.getKey()), group.getValue()))
                .toList());
    return new Binding.Bound(found, steps, strategies.shortest(steps));
  }

  /**
   * The products among these SKUs that are registered. An unknown SKU is asked for again each time.
   */
  public Map<Sku, Product> find(Collection<Sku> skus) {
    var found = cache.getAll(skus, missing -> store.products(List.copyOf(missing)));
    // A pause is over soon, and no event announces its end.
    found.forEach((sku, product) -> {
      if (product.isPaused()) {
        cache.invalidate(sku);
      }
    });
    return found;
  }

  /** What is remembered of these SKUs now, for {@link #moved}. */
  public Map<Sku, Product> remembered(Collection<Sku> skus) {
    return cache.getAllPresent(skus);
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
}
