package dev.holdfast.stock;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reconciliation of one SKU would do, or did.
 *
 * @param applied whether it was done; false for one that only looked, and where nothing was to do
 * @param inconclusive whether the stock changed while it looked, so that it may be of two moments;
 *     never so for one that was done
 * @param complete false when there was more than one reconciliation repairs
 * @param epoch the epoch of the counter from then on
 * @param at when it was done; null when it was not
 * @param before the level that was found; what could not be read counts as 0
 * @param after the level that its reservations and its supply come to
 * @param repairs what is changed
 * @param left what does not add up and is for a person to decide
 */
public record Reconciliation(
    Sku sku,
    boolean applied,
    boolean inconclusive,
    boolean complete,
    long epoch,
    @Nullable Instant at,
    StockLevel before,
    StockLevel after,
    List<Repair> repairs,
    List<Audit.Finding> left) {
  public Reconciliation {
    repairs = List.copyOf(repairs);
    left = List.copyOf(left);
  }

  /** One repair of several of a kind. Its parts are as of {@link Audit.Finding}. */
  public record Repair(Action action, long units, String detail, List<String> orders) {
    public Repair {
      orders = List.copyOf(orders);
    }
  }

  /** What can be repaired. */
  public enum Action {
    /** Units that no order can ever get go back. */
    REMOVE_RESERVATION,
    /** A reserved order gets the units that its record lists, whether or not they are there. */
    SET_RESERVATION,
    /** A confirmed order has sold what its record lists. */
    SET_SALE,
    /** The sweeper looks at an order's deadline again. */
    MAKE_ORDER_DUE,
    /** The damaged record of an order is put aside; what the order holds stays as it is. */
    QUARANTINE_ORDER,
    /** The supply cannot be read any more and is what its parts come to. */
    SET_SUPPLIED,
    /** The counter becomes supplied + shortfall - reserved - sold. */
    SET_AVAILABLE,
    /** The total becomes the sum of the reservations. */
    SET_RESERVED,
    /** The total becomes the sum of what was sold. */
    SET_SOLD,
    /** A counter of an epoch that is over is removed. */
    REMOVE_STRAY_COUNTER
  }
}
