package dev.holdfast.strategy;

import dev.holdfast.stock.Product;
import dev.holdfast.stock.Sku;
import dev.holdfast.store.ReserveResult;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What became of binding the lines of an order to strategies. */
public sealed interface Binding {
  /**
   * Every line has a strategy that may be used.
   *
   * @param products the lines' products
   * @param route the shortest one; every order may also be taken by {@code steps}
   */
  record Bound(Map<Sku, Product> products, Route.StepByStep steps, Route route) implements Binding {
    /**
     * The shortest time for which one of these products stays reserved; empty when none is meant.
     */
    public Optional<Duration> reservationTime(Predicate<Product> meant) {
      Duration shortest = null;
      for (Product product : products.values()) {
        Duration time = product.terms().reservationTime();
        if (meant.test(product) && (shortest == null || time.compareTo(shortest) < 0)) {
          shortest = time;
        }
      }
      return Optional.ofNullable(shortest);
    }
  }

  /**
   * A SKU is not known, or is paused. This binding tried nothing; an earlier one of the same claim
   * may have.
   */
  record Refused(ReserveResult.Refused reason) implements Binding {}
}
