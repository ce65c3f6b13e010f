package dev.holdfast.lifecycle;

import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * Whether products are on sale, as they were read. It comes before limits and stock are looked at,
 * so that the refusal names the sale; the step that takes looks again, and decides. A product that
 * is not on sale is read for each order and never remembered, so none is refused too late.
 */
public final class SaleCheck {
  private SaleCheck() {}

  /**
   * Why an order may not have these lines.
   *
   * @param had how many units it has of a SKU already: no more than that is always allowed
   */
  public static Optional<Refusal> refusal(
      Basket basket, ToIntFunction<Sku> had, Map<Sku, Product> found) {
    var notOnSale = new ArrayList<Sku>();
    for (Line line : basket.lines()) {
      if (line.quantity() > had.applyAsInt(line.sku())
          && !Objects.requireNonNull(found.get(line.sku())).isOnSale()) {
        notOnSale.add(line.sku());
      }
    }
    return notOnSale.isEmpty() ? Optional.empty() : Optional.of(new Refusal.NotOnSale(notOnSale));
  }
}
