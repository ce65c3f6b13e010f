package dev.holdfast.order;

import dev.holdfast.stock.StoreUnavailableException;

/** Finds the events of single orders. Implementations are safe for use by many threads. */
public interface OrderLives {
  /**
   * Reads the events of an order that are kept. A bounded part of the log is looked at.
   *
   * @param order the order as it is now: its times say where to look
   * @throws StoreUnavailableException when the store does not answer
   */
  OrderLife of(Order order);
}
