package dev.holdfast.contract;

import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.Sku;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What products and orders are when one thing happens after the other: a few maps, no clock, no
 * Redis. Every operation answers in words, which the real thing's answers are compared with.
 */
final class SequentialModel {
  static final String INSUFFICIENT = "insufficient";
  static final String REUSED = "key reused";

  private final Map<Sku, Stock> stocks = new LinkedHashMap<>();
  private final Map<String, Order> orders = new HashMap<>();

  /** Where the units of a SKU are. */
  static final class Stock {
    long available;
    long reserved;
    long sold;

    @Override
    public String toString() {
      return "available %d, reserved %d, sold %d".formatted(available, reserved, sold);
    }
  }

  private static final class Order {
    final Basket basket;
    String status;
    boolean deadlinePassed;

    /** Whether its units are still kept from others, whatever its status. */
    boolean holds;

    Order(Basket basket, String status) {
      this.basket = basket;
      this.status = status;
      this.holds = true;
    }
  }

  void supply(Sku sku, int units) {
    stocks.computeIfAbsent(sku, key -> new Stock()).available += units;
  }

  String withdraw(Sku sku, int units) {
    Stock stock = stocks.get(sku);
    if (stock.available < units) {
      return INSUFFICIENT;
    }
    stock.available -= units;
    return "WITHDRAWN";
  }

  /** Whether everything that a basket asks for is there. */
  boolean suffices(Basket basket) {
    return basket.lines().stream()
        .allMatch(line -> stocks.get(line.sku()).available >= line.quantity());
  }

  String place(String key, Basket basket, boolean confirm) {
    Order order = touched(key);
    if (order != null) {
      return order.basket.equals(basket) ? "again " + order.status : REUSED;
    }
    if (!suffices(basket)) {
      return INSUFFICIENT;
    }
    var placed = new Order(basket, "RESERVED");
    orders.put(key, placed);
    reserve(basket);
    if (confirm) {
      sell(placed);
    }
    return placed.status;
  }

  String confirm(String key) {
    Order order = touched(key);
    return switch (order.status) {
      case "RESERVED" -> {
        sell(order);
        yield "decided CONFIRMED";
      }
      case "CONFIRMED" -> "already CONFIRMED";
      default -> "forbidden " + order.status;
    };
  }

  String cancel(String key) {
    Order order = touched(key);
    return switch (order.status) {
      case "RESERVED" -> {
        order.status = "CANCELLED";
        giveBack(order);
        yield "decided CANCELLED";
      }
      case "CANCELLED" -> "already CANCELLED";
      default -> "forbidden " + order.status;
    };
  }

  String revive(String key) {
    Order order = touched(key);
    if (!order.status.equals("EXPIRED")) {
      return confirm(key);
    }
    if (!order.holds && !suffices(order.basket)) {
      return INSUFFICIENT;
    }
    if (!order.holds) {
      reserve(order.basket);
      order.holds = true;
    }
    sell(order);
    return "decided CONFIRMED";
  }

  String extend(String key) {
    Order order = touched(key);
    return (order.status.equals("RESERVED") ? "decided " : "forbidden ") + order.status;
  }

  String read(String key) {
    return touched(key).status;
  }

  void passDeadline(String key) {
    orders.get(key).deadlinePassed = true;
  }

  boolean isReserved(String key) {
    return orders.get(key).status.equals("RESERVED");
  }

  void sweep() {
    for (String key : orders.keySet()) {
      Order order = touched(key);
      if (order.status.equals("EXPIRED")) {
        giveBack(order);
      }
    }
  }

  Map<Sku, Stock> stocks() {
    return stocks;
  }

  /** A deadline that has passed counts as soon as somebody looks. */
  private Order touched(String key) {
    Order order = orders.get(key);
    if (order != null && order.deadlinePassed && order.status.equals("RESERVED")) {
      order.status = "EXPIRED";
    }
    return order;
  }

  private void reserve(Basket basket) {
    for (Line line : basket.lines()) {
      stocks.get(line.sku()).available -= line.quantity();
      stocks.get(line.sku()).reserved += line.quantity();
    }
  }

  private void sell(Order order) {
    order.status = "CONFIRMED";
    order.holds = false;
    for (Line line : order.basket.lines()) {
      stocks.get(line.sku()).reserved -= line.quantity();
      stocks.get(line.sku()).sold += line.quantity();
    }
  }

  private void giveBack(Order order) {
    if (order.holds) {
      order.holds = false;
      for (Line line : order.basket.lines()) {
        stocks.get(line.sku()).reserved -= line.quantity();
        stocks.get(line.sku()).available += line.quantity();
      }
    }
  }
}
