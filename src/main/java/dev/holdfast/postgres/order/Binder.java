package dev.holdfast.postgres.order;

import dev.holdfast.order.PlaceOrder;
import dev.holdfast.postgres.product.ProductBindings;
import dev.holdfast.postgres.strategy.PostgresStrategies;
import dev.holdfast.postgres.transaction.Transactions.Isolation;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.PurchaseLimits.Rate;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StrategyUnavailableException;
import dev.holdfast.strategy.StrategyType;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Binds lines to the strategies of their products. Safe for use by many threads. */
final class Binder {
  private final ProductBindings products;
  private final PostgresStrategies strategies;

  Binder(ProductBindings products, PostgresStrategies strategies) {
    this.products = products;
    this.strategies = strategies;
  }

  /** What became of binding. */
  sealed interface Binding {
    /**
     * Every line has a strategy that may be used.
     *
     * @param isolation what the transaction needs
     */
    record Bound(Map<Sku, Product> products, Map<Sku, StrategyType> types, Isolation isolation)
        implements Binding {
      /** The product of a line. */
      Product product(Sku sku) {
        return Objects.requireNonNull(products.get(sku));
      }

      /** The strategy of a line. */
      StrategyType type(Sku sku) {
        return Objects.requireNonNull(types.get(sku));
      }

      /** All strategies. */
      Set<StrategyType> allTypes() {
        return EnumSet.copyOf(types.values());
      }

      /** The shortest time for which one of these products stays reserved; empty for none. */
      Optional<Duration> reservationTime(Predicate<Product> meant) {
        return products.values().stream()
            .filter(meant)
            .map(product -> product.terms().reservationTime())
            .min(Duration::compareTo);
      }

      /** How long an order stays reserved: as long as it asks for, and its products allow. */
      Duration reservationTime(PlaceOrder order) {
        Duration shortest = reservationTime(product -> true).orElseThrow();
        Duration asked = order.reservationTime();
        return asked != null && asked.compareTo(shortest) < 0 ? asked : shortest;
      }

      /**
       * Why units of these SKUs cannot be taken at that time of the server's clock, though their
       * products were on sale when they were read. What the takes compare is the epoch: under it
       * the times of a sale are these.
       */
      Optional<Refusal> saleEnded(Collection<Sku> skus, Instant time) {
        List<Sku> ended = skus.stream().filter(sku -> !product(sku).sale().isOnAt(time)).toList();
        return ended.isEmpty() ? Optional.empty() : Optional.of(new Refusal.NotOnSale(ended));
      }

      /** How often a customer may reserve products anew, of those among these that limit it. */
      SortedMap<Sku, Rate> rates(Predicate<Sku> anew) {
        var rates = new TreeMap<Sku, Rate>();
        products.forEach((sku, product) -> {
          Rate rate = product.terms().limits().rate();
          if (rate != null && anew.test(sku)) {
            rates.put(sku, rate);
          }
        });
        return rates;
      }

      /** For whom units of a product are counted; empty when it has no limit. */
      String counted(Sku sku, String customer) {
        return product(sku).terms().limits().perCustomer() == null ? "" : customer;
      }
    }

    /** A SKU is not known. */
    record Refused(Refusal reason) implements Binding {}
  }

  /**
   * Binds a basket.
   *
   * @throws StrategyUnavailableException when a strategy cannot be used here that is bound now
   */
  Binding bind(Basket basket) {
    try {
      return bindOnce(basket);
    } catch (StrategyUnavailableException e) {
      // It may be the one that was bound before.
      products.forget(basket.skus());
      return bindOnce(basket);
    }
  }

  private Binding bindOnce(Basket basket) {
    Map<Sku, Product> found = products.find(basket.skus());
    var unknown = basket.skus().stream().filter(sku -> !found.containsKey(sku)).toList();
    if (!unknown.isEmpty()) {
      return new Binding.Refused(new Refusal.UnknownSku(unknown));
    }
    var types = new HashMap<Sku, StrategyType>();
    found.forEach((sku, product) -> types.put(sku, strategies.type(product)));
    boolean serializable = types.values().stream().anyMatch(strategies::isSerializable);
    return new Binding.Bound(
        found, types, serializable ? Isolation.SERIALIZABLE : Isolation.READ_COMMITTED);
  }
}
