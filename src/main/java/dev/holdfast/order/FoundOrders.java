package dev.holdfast.order;

import java.util.List;

/**
 * What a search found, the latest first.
 *
 * @param complete whether there are no more: a search looks at a bounded number of orders
 */
public record FoundOrders(List<Order> orders, boolean complete) {
  public FoundOrders {
    orders = List.copyOf(orders);
  }
}
