package dev.holdfast.stock;

/** One line of an order: so many units of one SKU. */
public record Line(Sku sku, int quantity) {
  /** The most units that one line may ask for. */
  public static final int QUANTITY_MAX = 1_000_000;

  /**
   * @throws IllegalArgumentException when the quantity is not from 1 to {@link #QUANTITY_MAX}
   */
  public Line {
    if (quantity < 1 || quantity > QUANTITY_MAX) {
      throw new IllegalArgumentException("quantity must be from 1 to " + QUANTITY_MAX);
    }
  }
}
