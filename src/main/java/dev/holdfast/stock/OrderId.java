package dev.holdfast.stock;

import java.util.regex.Pattern;

/**
 * Identifies an order, or a withdrawal ({@code w:...}), which is an order of its own kind. Its
 * partition among {@link #PARTITIONS} is fixed for ever, because keys in Redis are named after it.
 */
public record OrderId(String value) {
  /**
   * Into how many partitions orders are divided. Changing it would lose every order that exists.
   */
  public static final int PARTITIONS = 16;

  private static final Pattern VALID = Pattern.compile("(w:)?[a-z2-7]{26}");

  /**
   * @throws IllegalArgumentException when the text is not an order id
   */
  public OrderId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not an order id");
    }
  }

  /** Tells whether the text has the form of an order id. */
  public static boolean isValid(String value) {
    return VALID.matcher(value).matches();
  }

  /** The partition of this order, from 0 to {@link #PARTITIONS} - 1. */
  public int partition() {
    // String.hashCode is specified by the language's library, so this never changes between
    // versions.
    return Math.floorMod(value.hashCode(), PARTITIONS);
  }

  /** Whether this is the id of a stock withdrawal. */
  public boolean isWithdrawal() {
    return value.startsWith("w:");
  }

  @Override
  public String toString() {
    return value;
  }
}
