package dev.holdfast.stock;

/**
 * Where each supplied unit of one SKU is, as of one moment.
 *
 * @param available units that may be taken; negative only when an unsafe strategy oversold
 * @param reserved units set aside for orders
 * @param sold units of confirmed orders
 * @param shortfall units among those reserved and sold that a stock count did not find: units that
 *     come back or are supplied fill it before they are available
 */
public record StockLevel(
    Sku sku, long supplied, long available, long reserved, long sold, long shortfall) {
  /**
   * The most units of one SKU that may be supplied: far below 2^53, from where on Lua's numbers
   * lose units.
   */
  public static final long SUPPLIED_MAX = 1_000_000_000_000L;

  /** A level without a shortfall. */
  public StockLevel(Sku sku, long supplied, long available, long reserved, long sold) {
    this(sku, supplied, available, reserved, sold, 0);
  }

  /**
   * Units promised twice: {@code max(0, reserved + sold - supplied - shortfall)}. What a stock
   * count did not find was promised once.
   */
  public long oversold() {
    return Math.max(0, reserved + sold - supplied - shortfall);
  }

  /**
   * {@code supplied + shortfall - available - reserved - sold}: positive is leaked stock, negative
   * is phantom stock.
   */
  public long discrepancy() {
    return supplied + shortfall - available - reserved - sold;
  }

  /** Whether every unit is accounted for and none was sold that does not exist. */
  public boolean isConserved() {
    return discrepancy() == 0 && available >= 0;
  }

  /** The level in words, for logs and records. */
  public String words() {
    String parts =
        "supplied %d, available %d, reserved %d, sold %d"
            .formatted(supplied, available, reserved, sold);
    return shortfall == 0 ? parts : parts + ", shortfall " + shortfall;
  }
}
