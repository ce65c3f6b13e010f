package dev.holdfast.load.fake;

import dev.holdfast.load.check.Line;
import dev.holdfast.load.check.Scope;
import dev.holdfast.load.check.Shortage;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * An inventory in memory that several fake instances may share; each of its strategies is right, or
 * wrong as it is told to be.
 */
public final class FakeStore {
  private static final int EVERY = 20;
  private static final long RACE_NANOS = 2_000_000;

  /** What a strategy declares, and how it behaves. */
  static final class Strategy {
    final String name;
    final Scope scope;
    private final Set<Fault> faults;
    private final AtomicInteger turns = new AtomicInteger();
    private volatile String lastId = "none";

    private Strategy(String name, Scope scope, Set<Fault> faults) {
      this.name = name;
      this.scope = scope;
      this.faults = faults;
    }

    boolean has(Fault fault) {
      return faults.contains(fault);
    }

    /** Whether it is this order's turn to go wrong. */
    boolean isTurnOf(Fault fault) {
      return has(fault) && turns.incrementAndGet() % EVERY == 0;
    }
  }

  static final class Product {
    final Strategy strategy;
    final AtomicLong supplied = new AtomicLong();
    final AtomicLong held = new AtomicLong();
    final AtomicLong leaked = new AtomicLong();

    Product(Strategy strategy) {
      this.strategy = strategy;
    }

    long available() {
      return supplied.get() - held.get() - leaked.get();
    }
  }

  static final class Order {
    final String id;
    final List<Line> lines;
    volatile boolean cancelled;

    Order(String id, List<Line> lines) {
      this.id = id;
      this.lines = lines;
    }
  }

  record Placed(Order order, boolean replayed, List<Shortage> shortages) {}

  final Map<String, Product> products = new ConcurrentHashMap<>();
  final Map<String, Order> orders = new ConcurrentHashMap<>();
  private final Map<String, Placed> byKey = new ConcurrentHashMap<>();
  private final Map<String, Strategy> strategies = new LinkedHashMap<>();

  /** With a strategy of each scope; all of them have these faults. */
  public FakeStore(Fault... faults) {
    add("fake-safe", Scope.ALL_INSTANCES, faults);
    add("fake-mutex", Scope.ONE_INSTANCE, faults);
    add("fake-unguarded", Scope.NONE, faults);
  }

  /** With one more strategy for each fault, called as {@link #strategyWith} says. */
  public static FakeStore withAStrategyForEachFault() {
    FakeStore store = new FakeStore();
    for (Fault fault : Fault.values()) {
      Scope scope = fault == Fault.PROTECTS_THE_CONTROL ? Scope.NONE : Scope.ALL_INSTANCES;
      store.add(strategyWith(fault), scope, fault);
    }
    return store;
  }

  /** The name of the strategy that has a fault. */
  public static String strategyWith(Fault fault) {
    return "fake-" + fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private void add(String name, Scope scope, Fault... faults) {
    strategies.put(name, new Strategy(name, scope, Set.of(faults)));
  }

  Collection<Strategy> strategies() {
    return strategies.values();
  }

  Strategy strategy(String name) {
    Strategy strategy = strategies.get(name);
    if (strategy == null) {
      throw new IllegalArgumentException(name);
    }
    return strategy;
  }

  /** The strategy of the products of an order. */
  Strategy strategyOf(List<Line> lines) {
    return products.get(lines.getFirst().sku()).strategy;
  }

  /**
   * Places an order under its key, once; {@code instance} guards the strategies that guard one
   * instance only.
   */
  Placed place(String key, List<Line> lines, Object instance) {
    Placed before = byKey.get(key);
    if (before != null) {
      return new Placed(before.order(), true, List.of());
    }
    synchronized (key.intern()) {
      before = byKey.get(key);
      if (before != null) {
        return new Placed(before.order(), true, List.of());
      }
      Placed placed = take(key, lines, instance);
      if (placed.order() != null) {
        byKey.put(key, placed);
      }
      return placed;
    }
  }

  private Placed take(String key, List<Line> lines, Object instance) {
    Strategy strategy = strategyOf(lines);
    boolean unguarded = strategy.scope == Scope.NONE && !strategy.has(Fault.PROTECTS_THE_CONTROL);
    if (strategy.has(Fault.OVERSELLS) || unguarded) {
      return checkAndTake(key, lines, true);
    }
    boolean mutex = strategy.scope == Scope.ONE_INSTANCE;
    synchronized (mutex ? instance : this) {
      return checkAndTake(key, lines, mutex);
    }
  }

  private Placed checkAndTake(String key, List<Line> lines, boolean gap) {
    Strategy strategy = strategyOf(lines);
    List<Shortage> shortages =
        lines.stream()
            .filter(l -> products.get(l.sku()).available() < l.quantity())
            .map(l -> new Shortage(l.sku(), l.quantity(), products.get(l.sku()).available()))
            .toList();
    if (!shortages.isEmpty()) {
      return new Placed(null, false, shortages);
    }
    if (strategy.isTurnOf(Fault.REFUSES_FALSELY)) {
      return refused(lines);
    }
    if (strategy.isTurnOf(Fault.LEAKS)) {
      lines.forEach(l -> products.get(l.sku()).leaked.addAndGet(l.quantity()));
      return refused(lines);
    }
    if (gap) {
      LockSupport.parkNanos(RACE_NANOS);
    }
    lines.forEach(l -> products.get(l.sku()).held.addAndGet(l.quantity()));
    String id = strategy.isTurnOf(Fault.REPEATS_IDS) ? strategy.lastId : "o-" + key;
    strategy.lastId = id;
    Order order = new Order(id, lines);
    if (!strategy.isTurnOf(Fault.LOSES_ORDERS)) {
      orders.put(id, order);
    }
    return new Placed(order, false, List.of());
  }

  private static Placed refused(List<Line> lines) {
    return new Placed(
        null, false, lines.stream().map(l -> new Shortage(l.sku(), l.quantity(), 0)).toList());
  }

  void cancel(Order order) {
    synchronized (order) {
      if (!order.cancelled) {
        order.cancelled = true;
        order.lines.forEach(l -> products.get(l.sku()).held.addAndGet(-l.quantity()));
      }
    }
  }
}
