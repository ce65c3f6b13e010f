package dev.holdfast.alert;

import dev.holdfast.stock.Product.Thresholds;

/** The band that the stock of a product is in. Their names are data. */
public enum StockBand {
  IN_STOCK,
  LOW,
  SOLD_OUT;

  /**
   * The band that follows this one, with hysteresis: between two thresholds a level stays in the
   * band that it came from. The script {@code band_sample} decides alike.
   *
   * @param available units that can be sold
   */
  public StockBand after(long available, Thresholds thresholds) {
    if (available <= 0 || (this == SOLD_OUT && available < thresholds.backInStock())) {
      return SOLD_OUT;
    }
    if (available >= thresholds.recovered() || (this == IN_STOCK && available > thresholds.low())) {
      return IN_STOCK;
    }
    return LOW;
  }

  /** The type of the event of a crossing from this band into another one. */
  public String crossing(StockBand to) {
    return switch (to) {
      case SOLD_OUT -> "SOLD_OUT";
      case LOW -> this == SOLD_OUT ? "BACK_IN_STOCK" : "LOW_STOCK";
      case IN_STOCK -> this == SOLD_OUT ? "BACK_IN_STOCK" : "RECOVERED";
    };
  }
}
