package dev.holdfast.stock;

/**
 * Identifies an order, or a withdrawal ({@code w:...}), which is an order of its own kind. Its
 * partition among {@link #PARTITIONS} is fixed for ever, because keys in Redis are named after it.
 */
public record OrderId(String value) {
  /**
   * Into how many partitions orders are divided. Changing it would lose every order that exists.
   */
  public static final int PARTITIONS = 16;

  private static final String WITHDRAWAL = "w:";
  private static final int LENGTH = 26;

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
    int start = value.startsWith(WITHDRAWAL) ? WITHDRAWAL.length() : 0;
    if (value.length() != start + LENGTH) {
      return false;
    }
    for (int i = start; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < 'a' || c > 'z') && (c < '2' || c > '7')) {
        return false;
      }
    }
    return true;
  }

  /** The partition of this order, from 0 to {@link #PARTITIONS} - 1. */
  public int partition() {
    // String.hashCode is specified by the language's library, so this never changes between
    // versions.
    return Math.floorMod(value.hashCode(), PARTITIONS);
  }

  /**
   * The id of the order that withdraws units for a booking, as for an adjustment or a count.
   *
   * @param booking the booking's own id
   * @throws IllegalArgumentException when that has not the form of an id
   */
  public static OrderId ofWithdrawal(String booking) {
    return new OrderId(WITHDRAWAL + booking);
  }

  /** Whether this is the id of a stock withdrawal. */
  public boolean isWithdrawal() {
    return value.startsWith(WITHDRAWAL);
  }

  /** The id of the booking that this withdraws units for. Only withdrawals have one. */
  public String booking() {
    if (!isWithdrawal()) {
      throw new IllegalStateException(value + " is no withdrawal");
    }
    return value.substring(WITHDRAWAL.length());
  }

  @Override
  public String toString() {
    return value;
  }
}
