package dev.holdfast.stock;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many units of a product may be bought, and how often it may be reserved.
 *
 * @param perOrder units in one order; null when there is no limit
 * @param perCustomer units by one customer in all orders together that are reserved or confirmed;
 *     null when there is no limit
 * @param rate how often one customer may make a new reservation; null when that is not limited
 */
public record PurchaseLimits(
    @Nullable Integer perOrder, @Nullable Integer perCustomer, @Nullable Rate rate) {
  /** No limit. */
  public static final PurchaseLimits NONE = new PurchaseLimits(null, null);

  /** Limits of units alone. */
  public PurchaseLimits(@Nullable Integer perOrder, @Nullable Integer perCustomer) {
    this(perOrder, perCustomer, null);
  }

  /**
   * How many new reservations of a product one customer may make in any time of this length.
   *
   * @param max from 1 to {@link #MAX}
   * @param time from {@link #TIME_MIN} to {@link #TIME_MAX}, in whole milliseconds
   */
  public record Rate(int max, Duration time) {
    /** The most reservations, whose times are kept. */
    public static final int MAX = 100;

    public static final Duration TIME_MIN = Duration.ofSeconds(1);
    public static final Duration TIME_MAX = Duration.ofDays(1);

    public Rate {
      if (max < 1 || max > MAX) {
        throw new IllegalArgumentException("reservations: " + max);
      }
      if (time.compareTo(TIME_MIN) < 0 || time.compareTo(TIME_MAX) > 0) {
        throw new IllegalArgumentException("time: " + time);
      }
    }
  }

  /** Whether an order has to name its customer. */
  public boolean needsCustomer() {
    return perCustomer != null || rate != null;
  }
}
