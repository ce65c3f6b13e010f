package dev.holdfast.stock;

/**
 * When the stock of a product is low, and when it is not any more. Levels between two of them are
 * in the band that they came from.
 *
 * @param low stock is low at so many available units or fewer, from 0
 * @param recovered it is low no more at so many or more; more than {@code low}
 * @param backInStock a product that was sold out is back at so many or more, from 1 to {@code
 *     recovered}
 */
public record StockThresholds(int low, int recovered, int backInStock) {
  /** The highest threshold. */
  public static final int MAX = 999_999_999;

  public StockThresholds {
    if (low < 0 || recovered <= low || recovered > MAX) {
      throw new IllegalArgumentException("low " + low + ", recovered " + recovered);
    }
    if (backInStock < 1 || backInStock > recovered) {
      throw new IllegalArgumentException("back in stock " + backInStock);
    }
  }
}
