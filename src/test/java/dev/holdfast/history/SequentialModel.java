package dev.holdfast.history;

import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.Sku;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What products and orders are when one thing happens after the other: a few maps, no clock, no
 * store. Every operation answers in words, which the real thing's answers are compared with.
 */
public final class SequentialModel {
  private final Map<Sku, Stock> stocks = new LinkedHashMap<>();
  private final Map<String, Order> orders = new HashMap<>();
  private final boolean expiresAtOnce;

  /**
   * @param expiresAtOnce whether an order that is found to be past its deadline gives its units
   *     back in the same step, and not by the next sweep
   */
  public SequentialModel(boolean expiresAtOnce) {
    this.expiresAtOnce = expiresAtOnce;
  }

  /** Where the units of a SKU are. */
  public static final class Stock {
    public long available;
    public long reserved;
    public long sold;
    public long shortfall;
    @Nullable Integer perOrder;
    @Nullable Integer perCustomer;
    @Nullable Integer extensionsMax;
    boolean onSale = true;

    @Override
    public String toString() {
      return "available %d, reserved %d, sold %d, shortfall %d"
          .formatted(available, reserved, sold, shortfall);
    }

    /** Units come, or come back: what is missing of those that were promised gets them first. */
    void free(long units) {
      long filled = Math.min(units, shortfall);
      shortfall -= filled;
      available += units - filled;
    }

    /**
     * Sold units come back, or are written off: those that are missing since a count are short no
     * more.
     */
    void takeBack(long units, boolean restock) {
      long missing = restock ? 0 : Math.max(0, units - supplied());
      sold -= units;
      shortfall -= missing;
      free(restock ? units : 0);
    }

    long supplied() {
      return available + reserved + sold - shortfall;
    }
  }

  private static final class Order {
    /** The lines that it was placed with, which its key stands for. */
    public final Basket asked;

    public final String customer;
    public Basket lines;
    public String status;
    public boolean deadlinePassed;
    public int extensions;

    public final Map<Sku, Long> returned = new HashMap<>();

    /** What each key has returned. */
    public final Map<String, String> returns = new HashMap<>();

    /** Whether its units are still kept from others, whatever its status. */
    public boolean holds;

    public Order(Basket asked, String customer, String status) {
      this.asked = asked;
      this.lines = asked;
      this.customer = customer;
      this.status = status;
      this.holds = true;
    }

    public long held(Sku sku) {
      return holds ? units(lines, sku) : 0;
    }

    /** What counts for its customer: also what is sold. */
    public long counted(Sku sku) {
      return holds || status.equals("CONFIRMED")
          ? units(lines, sku) - returned.getOrDefault(sku, 0L)
          : 0;
    }
  }

  private static long units(Basket basket, Sku sku) {
    return basket.lines().stream()
        .filter(line -> line.sku().equals(sku))
        .mapToLong(Line::quantity)
        .sum();
  }

  public void supply(Sku sku, int units) {
    stocks.computeIfAbsent(sku, key -> new Stock()).free(units);
  }

  /** What a product allows from its beginning on; null for no limit. */
  public void limit(
      Sku sku,
      @Nullable Integer perOrder,
      @Nullable Integer perCustomer,
      @Nullable Integer extensionsMax) {
    stocks.get(sku).extensionsMax = extensionsMax;
    stocks.get(sku).perOrder = perOrder;
    stocks.get(sku).perCustomer = perCustomer;
  }

  /** Whether units of a product may be taken for orders. */
  public void sell(Sku sku, boolean onSale) {
    stocks.get(sku).onSale = onSale;
  }

  public String withdraw(Sku sku, int units) {
    Stock stock = stocks.get(sku);
    if (stock.available < units) {
      return InWords.INSUFFICIENT;
    }
    stock.available -= units;
    return "WITHDRAWN";
  }

  /** Books a stock count by its difference. */
  public String count(Sku sku, int difference) {
    Stock stock = stocks.get(sku);
    if (stock.supplied() + difference < 0) {
      return "too few";
    }
    if (difference > 0) {
      stock.free(difference);
    } else {
      long taken = Math.min(-difference, stock.available);
      stock.available -= taken;
      stock.shortfall += -difference - taken;
    }
    return "COUNTED";
  }

  public String place(String key, Basket basket, String customer, boolean confirm) {
    Order order = touched(key);
    if (order != null) {
      return order.asked.equals(basket) ? "again " + order.status : InWords.REUSED;
    }
    String refusal = refusal(basket, customer, sku -> 0);
    if (!refusal.isEmpty()) {
      return refusal;
    }
    var placed = new Order(basket, customer, "RESERVED");
    orders.put(key, placed);
    move(basket, 1);
    if (confirm) {
      sell(placed);
    }
    return placed.status;
  }

  /** Replaces the lines of an order. */
  public String change(String key, Basket basket) {
    Order order = touched(key);
    if (!order.status.equals("RESERVED")) {
      return "forbidden " + order.status;
    }
    if (order.lines.equals(basket)) {
      return "already RESERVED";
    }
    String refusal = refusal(basket, order.customer, order::held);
    if (!refusal.isEmpty()) {
      return refusal;
    }
    exchange(order, basket);
    order.lines = basket;
    return "decided RESERVED";
  }

  /** Why an order may not have these lines now; empty when it may. */
  private String refusal(Basket wanted, String customer, ToLongFunction<Sku> had) {
    String always = refusalOfAll(wanted, customer, had);
    List<String> ofTake = refusalsOfTake(wanted, customer, had);
    if (!ofTake.contains(InWords.NOT_ON_SALE)) {
      return always.isEmpty() ? InWords.oneOf(ofTake) : always;
    }
    // Another instance remembers for a moment that it was on sale, and finds another reason first.
    return always.isEmpty()
        ? InWords.oneOf(ofTake)
        : InWords.oneOf(List.of(always, InWords.oneOf(ofTake)));
  }

  /** Why no order may have these lines, whatever others have; empty when it may. */
  private String refusalOfAll(Basket wanted, String customer, ToLongFunction<Sku> had) {
    String refusal = "";
    for (Line line : wanted.lines()) {
      Stock stock = stocks.get(line.sku());
      if (line.quantity() > had.applyAsLong(line.sku())) {
        if (stock.perOrder != null && line.quantity() > stock.perOrder) {
          return InWords.LIMIT;
        }
        if (stock.perCustomer != null && customer.isEmpty()) {
          refusal = InWords.CUSTOMER;
        }
      }
    }
    return refusal;
  }

  /** Why these lines cannot be taken now; empty when they can. */
  private List<String> refusalsOfTake(Basket wanted, String customer, ToLongFunction<Sku> had) {
    var refusals = new TreeSet<String>();
    for (Line line : wanted.lines()) {
      Stock stock = stocks.get(line.sku());
      long has = had.applyAsLong(line.sku());
      if (line.quantity() > has) {
        if (!stock.onSale) {
          refusals.add(InWords.NOT_ON_SALE);
        }
        if (stock.available < line.quantity() - has) {
          refusals.add(InWords.INSUFFICIENT);
        }
        long others = counted(line.sku()).getOrDefault(customer, 0L) - has;
        if (stock.perCustomer != null && others + line.quantity() > stock.perCustomer) {
          refusals.add(InWords.LIMIT);
        }
      }
    }
    return List.copyOf(refusals);
  }

  /** How many units of a product each customer has, where it limits that. */
  public Map<String, Long> counted(Sku sku) {
    var counted = new TreeMap<String, Long>();
    if (stocks.get(sku).perCustomer != null) {
      for (Order order : orders.values()) {
        if (order.counted(sku) > 0) {
          counted.merge(order.customer, order.counted(sku), Long::sum);
        }
      }
    }
    return counted;
  }

  public String confirm(String key) {
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

  public String cancel(String key) {
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

  /** Returns units of one product of an order. */
  public String takeBack(String key, String name, Sku sku, int units, boolean restock) {
    Order order = touched(key);
    String wanted = "%s %d %s".formatted(sku, units, restock);
    if (order.returns.containsKey(name)) {
      return order.returns.get(name).equals(wanted) ? "already CONFIRMED" : InWords.REUSED;
    }
    if (!order.status.equals("CONFIRMED")) {
      return "forbidden " + order.status;
    }
    if (units > order.counted(sku)) {
      return InWords.BEYOND_ORDER;
    }
    order.returns.put(name, wanted);
    order.returned.merge(sku, (long) units, Long::sum);
    stocks.get(sku).takeBack(units, restock);
    return "decided CONFIRMED";
  }

  public String revive(String key) {
    Order order = touched(key);
    if (!order.status.equals("EXPIRED")) {
      return confirm(key);
    }
    if (!order.holds) {
      List<String> refusals = refusalsOfTake(order.lines, order.customer, sku -> 0);
      if (!refusals.isEmpty()) {
        return InWords.oneOf(refusals);
      }
      move(order.lines, 1);
      order.holds = true;
    }
    sell(order);
    return "decided CONFIRMED";
  }

  /** Extends an order to a later deadline than it has. */
  public String extend(String key) {
    Order order = touched(key);
    if (!order.status.equals("RESERVED")) {
      return "forbidden " + order.status;
    }
    for (Line line : order.lines.lines()) {
      Integer max = stocks.get(line.sku()).extensionsMax;
      if (max != null && order.extensions >= max) {
        return InWords.SPENT;
      }
    }
    order.extensions++;
    return "decided RESERVED";
  }

  public String read(String key) {
    return touched(key).status;
  }

  public void passDeadline(String key) {
    orders.get(key).deadlinePassed = true;
  }

  public boolean knows(String key) {
    return orders.containsKey(key);
  }

  public boolean isReserved(String key) {
    return orders.get(key).status.equals("RESERVED");
  }

  public void sweep() {
    for (String key : orders.keySet()) {
      Order order = touched(key);
      if (order.status.equals("EXPIRED")) {
        giveBack(order);
      }
    }
  }

  public Map<Sku, Stock> stocks() {
    return stocks;
  }

  /** A deadline that has passed counts as soon as somebody looks. */
  private Order touched(String key) {
    Order order = orders.get(key);
    if (order != null && order.deadlinePassed && order.status.equals("RESERVED")) {
      order.status = "EXPIRED";
      if (expiresAtOnce) {
        giveBack(order);
      }
    }
    return order;
  }

  /** Sets a basket's units aside, or gives them back. */
  private void move(Basket basket, int sign) {
    for (Line line : basket.lines()) {
      reserve(line.sku(), sign * line.quantity());
    }
  }

  /** Reserves more units of a product, or fewer. */
  private void reserve(Sku sku, long more) {
    Stock stock = stocks.get(sku);
    stock.reserved += more;
    if (more > 0) {
      stock.available -= more;
    } else {
      stock.free(-more);
    }
  }

  /** Only what an order has more, or fewer, of a product moves. */
  private void exchange(Order order, Basket basket) {
    stocks.keySet().forEach(sku -> reserve(sku, units(basket, sku) - order.held(sku)));
  }

  private void sell(Order order) {
    order.status = "CONFIRMED";
    order.holds = false;
    for (Line line : order.lines.lines()) {
      stocks.get(line.sku()).reserved -= line.quantity();
      stocks.get(line.sku()).sold += line.quantity();
    }
  }

  private void giveBack(Order order) {
    if (order.holds) {
      order.holds = false;
      move(order.lines, -1);
    }
  }
}
