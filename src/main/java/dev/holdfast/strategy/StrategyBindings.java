package dev.holdfast.strategy;

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
  private final Strategies strategies;
  private final RememberedBindings remembered;

  /**
   * @param cacheMax how many products' bindings are kept
   * @param cacheTime for how long
   */
  public StrategyBindings(
      StockStore store, Strategies strategies, int cacheMax, Duration cacheTime) {
    this.strategies = strategies;
    this.remembered =
        new RememberedBindings(
            missing -> store.products(List.copyOf(missing)), cacheMax, cacheTime);
    // The next master may have lost a change, and may use its epoch again for another.
    store.onNewMaster(remembered::forgetAll);
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
    List<Sku> skus = basket.skus();
    Map<Sku, Product> found = find(skus);
    if (!found.keySet().containsAll(skus)) {
      var unknown = skus.stream().filter(sku -> !found.containsKey(sku)).toList();
      return new Binding.Refused(new ReserveResult.Refused(new Refusal.UnknownSku(unknown), true));
    }
    for (Product product : found.values()) {
      if (product.isPaused()) {
        return new Binding.Refused(ReserveResult.contended(true));
      }
    }
    var lines = new EnumMap<StrategyType, List<StockLine>>(StrategyType.class);
    for (var line : strategies.inLockOrder(basket)) {
      Product product = Objects.requireNonNull(found.get(line.sku()));
      lines
          .computeIfAbsent(
              strategies.type(product.strategy()), type -> new ArrayList<>(skus.size()))
          .add(
              new StockLine(
                  line.sku(), line.quantity(), product.epoch(), product.allowance(customer)));
    }
    var groups = new ArrayList<Route.Group>(lines.size());
    lines.forEach((type, its) -> groups.add(new Route.Group(type, strategies.get(type), its)));
    var steps = new Route.StepByStep(groups);
    return new Binding.Bound(found, steps, strategies.shortest(steps));
  }

  /**
   * The products among these SKUs that are registered. An unknown SKU is asked for again each time,
   * and so is one that is not on sale.
   */
  public Map<Sku, Product> find(Collection<Sku> skus) {
    return remembered.find(skus);
  }

  /** What is remembered of these SKUs now, for {@link #moved}. */
  public Map<Sku, Product> remembered(Collection<Sku> skus) {
    return remembered.remembered(skus);
  }

  /** As {@link RememberedBindings#moved}. */
  public boolean moved(Map<Sku, Product> before) {
    return remembered.moved(before);
  }

  /** Forgets what is remembered of these SKUs. */
  public void forget(Collection<Sku> skus) {
    remembered.forget(skus);
  }
}
