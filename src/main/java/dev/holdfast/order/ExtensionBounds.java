package dev.holdfast.order;

import dev.holdfast.stock.Product;
import dev.holdfast.stock.Sku;
import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * How far and how often an order may be extended: the least of what its products and the service
 * allow.
 *
 * @param reservedMax until how long after it was placed
 * @param extensionsMax how often; null for any number of times
 * @param sku the product that says how often; null when none does
 */
public record ExtensionBounds(
    Duration reservedMax, @Nullable Integer extensionsMax, @Nullable Sku sku) {

  /**
   * The bounds of an order of these products.
   *
   * @param serviceMax how long the service lets any order stay reserved
   */
  public static ExtensionBounds of(Collection<Product> products, Duration serviceMax) {
    var bounds = new ExtensionBounds(serviceMax, null, null);
    for (Product product : products) {
      bounds = bounds.within(product.sku(), product.terms().extensions());
    }
    return bounds;
  }

  private ExtensionBounds within(Sku by, Product.ExtensionLimits limits) {
    Duration longest = limits.reservationTimeMax();
    Integer most = limits.extensionsMax();
    boolean isLess = most != null && (extensionsMax == null || most < extensionsMax);
    return new ExtensionBounds(
        longest != null && longest.compareTo(reservedMax) < 0 ? longest : reservedMax,
        isLess ? most : extensionsMax,
        isLess ? by : sku);
  }

  /** Whether an order that was extended so often may not be extended again. */
  public boolean areSpent(int extensions) {
    return extensionsMax != null && extensions >= extensionsMax;
  }
}
