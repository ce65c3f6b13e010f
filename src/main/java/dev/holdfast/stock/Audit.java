package dev.holdfast.stock;

import java.util.List;

/**
 * What an audit of one SKU found.
 *
 * @param level the level; a counter that is missing counts as 0 and is named in the findings
 * @param version moves with every step that changes the stock, but for a bare decrement
 * @param deep whether every reservation and order was looked at, or only the counters
 * @param inconclusive whether the stock changed while a deep audit looked, so that what it added up
 *     may be of two moments
 * @param reservations how many reservations a deep audit looked at
 * @param findings what does not add up, one for each kind
 */
public record Audit(
    StockLevel level,
    long version,
    boolean deep,
    boolean inconclusive,
    long reservations,
    List<Finding> findings) {
  /** The most orders that one finding names. */
  public static final int ORDERS_MAX = 10;

  public Audit {
    findings = List.copyOf(findings);
  }

  /** Whether the counters add up and nothing was found. */
  public boolean isConserved() {
    return level.isConserved() && findings.isEmpty();
  }

  /**
   * One thing that does not add up.
   *
   * @param units how many units it is about, 0 where that is unknown
   * @param orders the orders that it is about, or what is stored in their place; at most {@link
   *     #ORDERS_MAX}
   */
  public record Finding(Kind kind, long units, String detail, List<String> orders) {
    public Finding {
      orders = List.copyOf(orders);
    }

    /** One that is about no order. */
    public Finding(Kind kind, long units, String detail) {
      this(kind, units, detail, List.of());
    }
  }

  /** The kinds of damage that an audit distinguishes. */
  public enum Kind {
    /** Supplied + shortfall is not available + reserved + sold. */
    COUNTERS_DISAGREE,
    /** More is promised than was supplied, beyond the shortfall. */
    OVERSOLD,
    /** A counter's key is gone. */
    MISSING_KEY,
    /** The reserved total is not the sum of the reservations. */
    RESERVED_TOTAL_DISAGREES,
    /** The sold total is not the sum of the sold reservations. */
    SOLD_TOTAL_DISAGREES,
    /** Units are reserved for an order that does not exist or has ended. */
    RESERVATION_WITHOUT_ORDER,
    /** A reserved order lists units that are not reserved for it. */
    ORDER_WITHOUT_RESERVATION,
    /** Units are sold that no confirmed order lists. */
    SALE_WITHOUT_ORDER,
    /** An order holds units, and its deadline is not scheduled. */
    ORDER_NOT_DUE,
    /** A counter of an epoch that is over. No unit is in it. */
    STRAY_COUNTER,
    /** Something is stored that is not what it must be. */
    UNREADABLE
  }
}
