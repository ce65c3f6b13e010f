package dev.holdfast.stock;

/**
 * Where each supplied unit of one SKU is, as of one moment.
 *
 * @param available units that may be taken; negative only when an unsafe strategy oversold
 * @param reserved units set aside for orders
 * @param sold units of confirmed orders
 */
public record StockLevel(Sku sku, long supplied, long available, long reserved, long sold) {
  /**
   * The most units of one SKU that may be supplied: far below 2^53, from where on Lua's numbers
   * lose units.
   */
  public static final long SUPPLIED_MAX = 1_000_000_000_000L;

  /** Units promised that do not exist: {@code max(0, reserved + sold - supplied)}. */
  public long oversold() {
    return Math.max(0, reserved + sold - supplied);
  }

  /**
   * {@code supplied - available - reserved - sold}: positive is leaked stock, negative is phantom
   * stock.
   */
  public long discrepancy() {
    return supplied - available - reserved - sold;
  }

  /** Whether every unit is accounted for and none was sold that does not exist. */
  public boolean isConserved() {
    return discrepancy() == 0 && available >= 0;
  }
}
