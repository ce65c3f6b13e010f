package dev.holdfast.waiting;

import dev.holdfast.stock.Shortage;
import dev.holdfast.stock.Sku;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The orders that wait in this instance, in the order in which they came, and what is known of the
 * SKUs that they wait for. It decides which of them are woken. Its times are those of {@link
 * System#nanoTime}. Not safe for use by several threads.
 */
final class WaitQueue {
  private static final long UNKNOWN = -1;

  /** The first pause of an order that was woken in vain; it doubles each time. */
  private static final long PAUSE_NANOS = 20_000_000;

  private static final int PAUSE_DOUBLINGS_MAX = 5;

  /** What is known of a SKU. */
  private static final class Waited {
    private int waiters;
    private long available = UNKNOWN;
    private long promised;
    private long dueAt;

    /** Before that it is not read again: signals in a rush are answered by one read. */
    private long notBefore;

    private Waited(long now) {
      dueAt = now;
      notBefore = now;
    }

    private void dueFrom(long at) {
      dueAt = at - notBefore < 0 ? notBefore : at;
    }

    private long free() {
      return available - promised;
    }
  }

  private final int maxPerSku;
  private final long holdBackNanos;
  private final long lookPauseNanos;
  private final Set<Waiter> waiters = new LinkedHashSet<>();
  private final Map<Sku, Waited> skus = new LinkedHashMap<>();

  /**
   * @param lookPauseNanos how long a level is not read again after a read
   */
  WaitQueue(int maxPerSku, long holdBackNanos, long lookPauseNanos) {
    this.maxPerSku = maxPerSku;
    this.holdBackNanos = holdBackNanos;
    this.lookPauseNanos = lookPauseNanos;
  }

  boolean isEmpty() {
    return waiters.isEmpty();
  }

  int size() {
    return waiters.size();
  }

  Set<Waiter> waiters() {
    return waiters;
  }

  Set<Sku> skus() {
    return Set.copyOf(skus.keySet());
  }

  /** What orders wait for, in SKU order. */
  List<WaitedFor> waitedFor(long now) {
    var all = new TreeMap<Sku, WaitedFor>();
    for (Waiter waiter : waiters) {
      long millis = TimeUnit.NANOSECONDS.toMillis(now - waiter.since);
      waiter.wanted.forEach(
          (sku, units) -> all.merge(sku, new WaitedFor(sku, 1, units, millis), WaitedFor::plus));
    }
    return List.copyOf(all.values());
  }

  /** Adds an order behind the others, unless as many wait for one of its SKUs as may. */
  boolean add(Waiter waiter, long now) {
    if (waiter.wanted.keySet().stream().anyMatch(this::isFull)) {
      return false;
    }
    waiters.add(waiter);
    waiter.wanted.keySet().forEach(sku -> enter(sku, now));
    return true;
  }

  private boolean isFull(Sku sku) {
    Waited waited = skus.get(sku);
    return waited != null && waited.waiters >= maxPerSku;
  }

  private void enter(Sku sku, long now) {
    Waited waited = skus.computeIfAbsent(sku, unknown -> new Waited(now));
    waited.waiters++;
    waited.dueFrom(now);
  }

  /**
   * An order does not wait any more.
   *
   * @param served whether it has its units
   */
  void remove(Waiter waiter, boolean served, long now) {
    if (!waiters.remove(waiter)) {
      return;
    }
    settle(waiter, served);
    waiter
        .wanted
        .keySet()
        .forEach(sku -> {
          Waited waited = of(sku);
          if (--waited.waiters == 0) {
            skus.remove(sku);
          } else {
            // It may have held others back, or was woken for units that are left to them. A read
            // while it took its units may have passed others for those.
            waited.dueFrom(now);
          }
        });
  }

  /**
   * An order was woken and could not be placed: it keeps its place, and the units are offered to
   * those behind it.
   *
   * @param shortages what it lacked, perhaps of other SKUs than before; one for which as many wait
   *     as may is left out, so that its pause alone spaces the tries
   */
  void back(Waiter waiter, Collection<Shortage> shortages, long now) {
    settle(waiter, false);
    waiter.notBefore = now + (PAUSE_NANOS << Math.min(waiter.returns++, PAUSE_DOUBLINGS_MAX));
    for (Shortage shortage : shortages) {
      Sku sku = shortage.sku();
      if (!waiter.wanted.containsKey(sku) && !isFull(sku)) {
        waiter.wanted.put(sku, shortage.requested());
        enter(sku, now);
      }
    }
    waiter.wanted.keySet().forEach(sku -> due(sku, now));
  }

  /** What was promised to a woken order is taken, or nothing is known of it. */
  private void settle(Waiter waiter, boolean served) {
    if (!waiter.isWoken) {
      return;
    }
    waiter.isWoken = false;
    waiter.wanted.forEach((sku, units) -> {
      Waited waited = of(sku);
      waited.promised -= units;
      waited.available = served ? Math.max(UNKNOWN, waited.available - units) : UNKNOWN;
    });
  }

  private Waited of(Sku sku) {
    return Objects.requireNonNull(skus.get(sku));
  }

  /** Whether every level was read that an order waits for, and is to be read now for none. */
  boolean hasSeenAll(long now) {
    return skus.values().stream()
        .allMatch(waited -> waited.available != UNKNOWN && waited.dueAt - now > 0);
  }

  /** A level is to be read at that time, if orders wait for the SKU. */
  void due(Sku sku, long at) {
    Waited waited = skus.get(sku);
    if (waited != null && at - waited.dueAt < 0) {
      waited.dueFrom(at);
    }
  }

  /** When the next level is to be read; some time from now at the latest. */
  long nextDue(long latest) {
    long next = latest;
    for (Waited waited : skus.values()) {
      next = waited.dueAt - next < 0 ? waited.dueAt : next;
    }
    return next;
  }

  /**
   * The SKUs whose level is to be read now. A signal that comes after that makes one due again.
   *
   * @param next when they are due without a signal
   */
  Set<Sku> takeDue(long now, long next) {
    var due = new LinkedHashSet<Sku>();
    skus.forEach((sku, waited) -> {
      if (waited.dueAt - now <= 0) {
        waited.dueAt = next;
        waited.notBefore = now + lookPauseNanos;
        due.add(sku);
      }
    });
    return due;
  }

  /**
   * Levels were read: those orders are woken that they can serve all together, the first ones
   * first.
   */
  List<Waiter> seen(Map<Sku, Long> levels, long now) {
    levels.forEach((sku, available) -> {
      Waited waited = skus.get(sku);
      if (waited != null) {
        waited.available = available;
      }
    });
    Map<Sku, Long> free = new LinkedHashMap<>();
    skus.forEach((sku, waited) -> free.put(sku, waited.free()));
    var woken = new ArrayList<Waiter>();
    for (Waiter waiter : waiters) {
      if (waiter.isWoken) {
        continue;
      }
      if (!fits(waiter, free)) {
        holdBack(waiter, free, now);
      } else if (now - waiter.notBefore < 0) {
        waiter.wanted.keySet().forEach(sku -> due(sku, waiter.notBefore));
      } else {
        promise(waiter, free);
        woken.add(waiter);
      }
    }
    return woken;
  }

  /** An order for what is not on sale is woken whatever else it lacks: its next try is refused. */
  private boolean fits(Waiter waiter, Map<Sku, Long> free) {
    return waiter.wanted.keySet().stream()
            .anyMatch(sku -> of(sku).available == WaitedStock.NOT_ON_SALE)
        || waiter.wanted.entrySet().stream()
            .allMatch(line -> free.getOrDefault(line.getKey(), 0L) >= line.getValue());
  }

  private void promise(Waiter waiter, Map<Sku, Long> free) {
    waiter.isWoken = true;
    waiter.wanted.forEach((sku, units) -> {
      of(sku).promised += units;
      free.merge(sku, (long) -units, Long::sum);
    });
  }

  /**
   * For a moment, once, a large order keeps smaller ones from units that it waits for more of. The
   * moments of several large orders begin together, also where another one keeps the units: they do
   * not add up.
   */
  private void holdBack(Waiter waiter, Map<Sku, Long> free, long now) {
    waiter.wanted.forEach((sku, units) -> {
      long left = of(sku).free();
      if (left <= 0 || left >= units) {
        return;
      }
      if (!waiter.hasHeldBack) {
        waiter.hasHeldBack = true;
        waiter.holdsBackUntil = now + holdBackNanos;
      }
      if (now - waiter.holdsBackUntil < 0) {
        free.put(sku, 0L);
        due(sku, waiter.holdsBackUntil);
      }
    });
  }
}
