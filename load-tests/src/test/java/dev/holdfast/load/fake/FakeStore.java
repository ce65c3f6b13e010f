package dev.holdfast.load.fake;

import dev.holdfast.load.check.Line;
import dev.holdfast.load.check.Shortage;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * An inventory in memory that several fake instances may share, right or wrong as it is told to be.
 */
public final class FakeStore {
  static final String MUTEX = "fake-mutex";
  static final String UNGUARDED = "fake-unguarded";

  private static final int EVERY = 20;
  private static final long RACE_NANOS = 2_000_000;

  static final class Product {
    final String strategy;
    final AtomicLong supplied = new AtomicLong();
    final AtomicLong held = new AtomicLong();
    final AtomicLong leaked = new AtomicLong();

    Product(String strategy) {
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
  private final Set<Fault> faults = EnumSet.noneOf(Fault.class);
  private final AtomicInteger turns = new AtomicInteger();
  private volatile String lastId = "none";

  public FakeStore(Fault... faults) {
    this.faults.addAll(List.of(faults));
  }

  boolean has(Fault fault) {
    return faults.contains(fault);
  }

  /** Whether it is this order's turn to go wrong. */
  boolean isTurnOf(Fault fault) {
    return has(fault) && turns.incrementAndGet() % EVERY == 0;
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
    String strategy = products.get(lines.getFirst().sku()).strategy;
    boolean unguarded = strategy.equals(UNGUARDED) && !has(Fault.PROTECTS_THE_CONTROL);
    if (has(Fault.OVERSELLS) || unguarded) {
      return checkAndTake(key, lines, true);
    }
    synchronized (strategy.equals(MUTEX) ? instance : this) {
      return checkAndTake(key, lines, strategy.equals(MUTEX));
    }
  }

  private Placed checkAndTake(String key, List<Line> lines, boolean gap) {
    List<Shortage> shortages =
        lines.stream()
            .filter(l -> products.get(l.sku()).available() < l.quantity())
            .map(l -> new Shortage(l.sku(), l.quantity(), products.get(l.sku()).available()))
            .toList();
    if (!shortages.isEmpty()) {
      return new Placed(null, false, shortages);
    }
    if (isTurnOf(Fault.REFUSES_FALSELY)) {
      return refused(lines);
    }
    if (isTurnOf(Fault.LEAKS)) {
      lines.forEach(l -> products.get(l.sku()).leaked.addAndGet(l.quantity()));
      return refused(lines);
    }
    if (gap) {
      LockSupport.parkNanos(RACE_NANOS);
    }
    lines.forEach(l -> products.get(l.sku()).held.addAndGet(l.quantity()));
    String id = isTurnOf(Fault.REPEATS_IDS) ? lastId : "o-" + key;
    lastId = id;
    Order order = new Order(id, lines);
    if (!isTurnOf(Fault.LOSES_ORDERS)) {
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
