package dev.holdfast.lifecycle;

import dev.holdfast.stock.Basket;
import dev.holdfast.stock.LimitViolation;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.PurchaseLimits;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * What products allow. What one order may have shows here; what a customer may have is counted
 * where the stock is taken.
 */
public final class PurchaseLimitCheck {
  private PurchaseLimitCheck() {}

  /**
   * Why an order may not have these lines.
   *
   * @param had how many units it has of a SKU already: who asks for no more than that is not
   *     refused
   */
  public static Optional<Refusal> refusal(
      Basket basket, ToIntFunction<Sku> had, Map<Sku, Product> found, String customer) {
    var excesses = new ArrayList<LimitViolation>();
    var anonymous = new ArrayList<Sku>();
    for (Line line : basket.lines()) {
      if (line.quantity() > had.applyAsInt(line.sku())) {
        PurchaseLimits limits = Objects.requireNonNull(found.get(line.sku())).terms().limits();
        Integer perOrder = limits.perOrder();
        if (perOrder != null && line.quantity() > perOrder) {
          excesses.add(
              new LimitViolation(
                  line.sku(), LimitViolation.Limit.PER_ORDER, perOrder, line.quantity(), 0));
        }
        if (limits.needsCustomer() && customer.isEmpty()) {
          anonymous.add(line.sku());
        }
      }
    }
    if (!excesses.isEmpty()) {
      return Optional.of(new Refusal.BeyondLimit(excesses));
    }
    return anonymous.isEmpty()
        ? Optional.empty()
        : Optional.of(new Refusal.CustomerRequired(anonymous));
  }
}
