package dev.holdfast.order;

import dev.holdfast.stock.StockDamagedException;

/**
 * The record of an order is not as it must be, so nothing was done with it, and nothing will be
 * until it is repaired. Other orders are not concerned.
 */
public final class OrderDamagedException extends StockDamagedException {
  private static final long serialVersionUID = 1L;

  private final String order;
  private final String damage;

  /**
   * @param order the order's id
   * @param damage what is wrong with its record, for people
   */
  public OrderDamagedException(String order, String damage) {
    super("the record of order " + order + " is damaged: " + damage);
    this.order = order;
    this.damage = damage;
  }

  /** The order's id. */
  public String order() {
    return order;
  }

  /** What is wrong with its record, for people. */
  public String damage() {
    return damage;
  }
}
