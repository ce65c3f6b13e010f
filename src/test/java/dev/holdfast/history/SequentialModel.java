package dev.holdfast.history;

import dev.holdfast.order.ReturnedUnits;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreKind;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What products and orders are when one thing happens after the other: a few maps, no clock, no
 * store. Every operation answers in words, which the real thing's answers are compared with.
 */
public final class SequentialModel {
  private final Map<Sku, ModelStock> stocks = new LinkedHashMap<>();
  private final Map<String, ModelOrder> orders = new HashMap<>();

  /** Where a transaction is a step, it enforces a deadline with all that follows. */
  private final boolean expiresAtOnce;

  /** An order that gives a product up and takes it again is a new reservation each time. */
  private final boolean countsAgain;

  /**
   * @param store what answers, where the stores differ
   */
  public SequentialModel(StoreKind store) {
    this.expiresAtOnce = store == StoreKind.POSTGRES;
    this.countsAgain = store == StoreKind.POSTGRES;
  }

  public void supply(Sku sku, int units) {
    stocks.computeIfAbsent(sku, key -> new ModelStock()).free(units);
  }

  /** What a product allows from its beginning on; null for no limit. */
  public void limit(
      Sku sku,
      @Nullable Integer perOrder,
      @Nullable Integer perCustomer,
      @Nullable Integer newReservationsMax,
      @Nullable Integer extensionsMax) {
    ModelStock stock = stocks.get(sku);
    stock.perOrder = perOrder;
    stock.perCustomer = perCustomer;
    stock.newReservationsMax = newReservationsMax;
    stock.extensionsMax = extensionsMax;
  }

  /** Whether units of a product may be taken for orders. */
  public void sell(Sku sku, boolean onSale) {
    stocks.get(sku).onSale = onSale;
  }

  public String withdraw(Sku sku, int units) {
    ModelStock stock = stocks.get(sku);
    if (stock.available < units) {
      return InWords.INSUFFICIENT;
    }
    stock.available -= units;
    return "WITHDRAWN";
  }

  /** Books a stock count by its difference. */
  public String count(Sku sku, int difference) {
    ModelStock stock = stocks.get(sku);
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
    ModelOrder order = touched(key);
    if (order != null) {
      return order.asked.equals(basket) ? "again " + order.status : InWords.REUSED;
    }
    String refusal = refusal(key, basket, customer, sku -> 0);
    if (!refusal.isEmpty()) {
      return refusal;
    }
    var placed = new ModelOrder(basket, customer);
    orders.put(key, placed);
    linesAnew(key, basket, customer, sku -> 0)
        .forEach(line -> stocks.get(line.sku()).countAnew(customer, key));
    move(basket, 1);
    if (confirm) {
      sell(placed);
    }
    return placed.status;
  }

  /** Replaces the lines of an order. */
  public String change(String key, Basket basket) {
    ModelOrder order = touched(key);
    if (!order.status.equals("RESERVED")) {
      return "forbidden " + order.status;
    }
    if (order.lines.equals(basket)) {
      return "already RESERVED";
    }
    String refusal = refusal(key, basket, order.customer, order::held);
    if (!refusal.isEmpty()) {
      return refusal;
    }
    linesAnew(key, basket, order.customer, order::held)
        .forEach(line -> stocks.get(line.sku()).countAnew(order.customer, key));
    exchange(order, basket);
    order.lines = basket;
    return "decided RESERVED";
  }

  /**
   * Whether this change is refused for one line, while another would be a new reservation: where
   * each line is a step of its own, that one may stay counted.
   */
  public boolean mayLeaveCounted(String key, Basket basket) {
    ModelOrder order = touched(key);
    return order.status.equals("RESERVED")
        && !refusal(key, basket, order.customer, order::held).isEmpty()
        && linesAnew(key, basket, order.customer, order::held).stream()
            .map(line -> Basket.of(line.sku(), line.quantity()))
            .anyMatch(alone -> refusal(key, alone, order.customer, order::held).isEmpty());
  }

  /** Why an order may not have these lines now; empty when it may. */
  private String refusal(String key, Basket wanted, String customer, ToLongFunction<Sku> had) {
    String always = refusalOfAll(wanted, customer, had);
    var ofTake = refusalsOfTake(wanted, customer, had);
    if (linesAnew(key, wanted, customer, had).stream()
        .anyMatch(line -> stocks.get(line.sku()).isReservedTooOften(customer))) {
      ofTake.add(InWords.TOO_OFTEN);
    }
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
      ModelStock stock = stocks.get(line.sku());
      if (line.quantity() > had.applyAsLong(line.sku())) {
        if (stock.perOrder != null && line.quantity() > stock.perOrder) {
          return InWords.LIMIT;
        }
        if (stock.needsCustomer() && customer.isEmpty()) {
          refusal = InWords.CUSTOMER;
        }
      }
    }
    return refusal;
  }

  /** The lines that are a new reservation of a product which limits those. */
  private List<Line> linesAnew(
      String key, Basket wanted, String customer, ToLongFunction<Sku> had) {
    return wanted.lines().stream()
        .filter(line -> had.applyAsLong(line.sku()) == 0)
        .filter(line -> stocks.get(line.sku()).newReservationsMax != null)
        .filter(line -> countsAgain || !stocks.get(line.sku()).countedAnew(customer, key))
        .toList();
  }

  /** Why these lines cannot be taken now; empty when they can. */
  private Set<String> refusalsOfTake(Basket wanted, String customer, ToLongFunction<Sku> had) {
    var refusals = new TreeSet<String>();
    for (Line line : wanted.lines()) {
      ModelStock stock = stocks.get(line.sku());
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
    return refusals;
  }

  /** How many units of a product each customer has, where it limits that. */
  public Map<String, Long> counted(Sku sku) {
    var counted = new TreeMap<String, Long>();
    if (stocks.get(sku).perCustomer != null) {
      for (ModelOrder order : orders.values()) {
        if (order.counted(sku) > 0) {
          counted.merge(order.customer, order.counted(sku), Long::sum);
        }
      }
    }
    return counted;
  }

  public String confirm(String key) {
    ModelOrder order = touched(key);
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
    ModelOrder order = touched(key);
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
  public String takeBack(String key, String name, ReturnedUnits returned) {
    ModelOrder order = touched(key);
    Sku sku = returned.sku();
    ModelStock stock = stocks.get(sku);
    if (order.returns.containsKey(name)) {
      return order.returns.get(name).equals(returned.text()) ? "already CONFIRMED" : InWords.REUSED;
    }
    if (!order.status.equals("CONFIRMED")) {
      return "forbidden " + order.status;
    }
    if (returned.units() > order.counted(sku)) {
      return InWords.BEYOND_ORDER;
    }
    if (returned.notShipped() > stock.shortfall) {
      return InWords.NOT_MISSING;
    }
    order.returns.put(name, returned.text());
    order.returned.merge(sku, (long) returned.units(), Long::sum);
    stock.takeBack(returned.restocked() + returned.notShipped());
    stock.writeOff(returned.writtenOff());
    return "decided CONFIRMED";
  }

  public String revive(String key) {
    ModelOrder order = touched(key);
    if (!order.status.equals("EXPIRED")) {
      return confirm(key);
    }
    if (!order.holds) {
      Set<String> refusals = refusalsOfTake(order.lines, order.customer, sku -> 0);
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
    ModelOrder order = touched(key);
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

  public boolean isConfirmed(String key) {
    return orders.get(key).status.equals("CONFIRMED");
  }

  public void sweep() {
    for (String key : orders.keySet()) {
      ModelOrder order = touched(key);
      if (order.status.equals("EXPIRED")) {
        giveBack(order);
      }
    }
  }

  Map<Sku, ModelStock> stocks() {
    return stocks;
  }

  /** A deadline that has passed counts as soon as somebody looks. */
  private ModelOrder touched(String key) {
    ModelOrder order = orders.get(key);
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
    ModelStock stock = stocks.get(sku);
    stock.reserved += more;
    if (more > 0) {
      stock.available -= more;
    } else {
      stock.free(-more);
    }
  }

  /** Only what an order has more, or fewer, of a product moves. */
  private void exchange(ModelOrder order, Basket basket) {
    stocks.keySet().forEach(sku -> reserve(sku, basket.quantity(sku) - order.held(sku)));
  }

  private void sell(ModelOrder order) {
    order.status = "CONFIRMED";
    order.holds = false;
    for (Line line : order.lines.lines()) {
      stocks.get(line.sku()).reserved -= line.quantity();
      stocks.get(line.sku()).sold += line.quantity();
    }
  }

  private void giveBack(ModelOrder order) {
    if (order.holds) {
      order.holds = false;
      move(order.lines, -1);
    }
  }
}
