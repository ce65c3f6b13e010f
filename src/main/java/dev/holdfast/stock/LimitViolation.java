package dev.holdfast.stock;

/**
 * A line that asks for more than its product allows.
 *
 * @param has how many units the customer has in other orders; 0 where the limit is that of one
 *     order
 */
public record LimitViolation(Sku sku, Limit limit, int max, int requested, long has) {
  /** Which limit of a product. */
  public enum Limit {
    /** What one order may have. */
    PER_ORDER,
    /** What one customer may have. */
    PER_CUSTOMER
  }
}
