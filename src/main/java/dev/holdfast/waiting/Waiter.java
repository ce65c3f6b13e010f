package dev.holdfast.waiting;

import dev.holdfast.stock.Shortage;
import dev.holdfast.stock.Sku;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;

/**
 * An order that waits: the units that it wants of the SKUs that were short, and its place. Guarded
 * by the lock of {@link StockWaiters}.
 */
final class Waiter {
  /** Signalled when it is woken, or when the instance ends. */
  final Condition woken;

  final Map<Sku, Integer> wanted = new LinkedHashMap<>();

  /** It was woken, and has not come back: the units are promised to it. */
  boolean isWoken;

  /** Since when it waits, in the nanoseconds of {@link System#nanoTime}. */
  final long since;

  /** How often it came back without an order. */
  int returns;

  /** Before that time it is not woken again, in the nanoseconds of {@link System#nanoTime}. */
  long notBefore;

  boolean hasHeldBack;

  /** Until then it holds smaller orders back, once {@link #hasHeldBack}. */
  long holdsBackUntil;

  Waiter(Condition woken, Collection<Shortage> shortages, long now) {
    this.woken = woken;
    this.since = now;
    this.notBefore = now;
    shortages.forEach(shortage -> wanted.put(shortage.sku(), shortage.requested()));
  }
}
