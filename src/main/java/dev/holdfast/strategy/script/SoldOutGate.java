package dev.holdfast.strategy.script;

import dev.holdfast.order.Woken;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for a moment how little was left of a product, so that orders for more than that need
 * not ask again. It only ever knows too little: what it has forgotten is open. Safe for use by many
 * threads.
 *
 * @param <K> what it keeps apart: one counter each
 */
public final class SoldOutGate<K> {
  /** How many products it can remember at once. Of two that meet in a slot the later one stays. */
  static final int SLOTS = 1024;

  private final AtomicReferenceArray<@Nullable Seen<K>> slots = new AtomicReferenceArray<>(SLOTS);
  private final long nanos;

  /** So many units were available at that time, and an order wanted more. */
  private record Seen<K>(K key, long available, long at) {}

  /**
   * @param time how long what was seen counts
   */
  public SoldOutGate(Duration time) {
    this.nanos = time.toNanos();
  }

  /**
   * Shuts it for orders of more than what was available.
   *
   * @param at when it was seen, at the earliest, in the nanoseconds of {@link System#nanoTime}
   */
  public void shut(K key, long available, long at) {
    var seen = new Seen<>(key, available, at);
    int slot = slot(key);
    while (true) {
      Seen<K> there = slots.get(slot);
      if (there != null && there.at() - at > 0) {
        return;
      }
      if (slots.compareAndSet(slot, there, seen)) {
        return;
      }
    }
  }

  /**
   * How many units were available when it was shut for this quantity; empty when it is open. It is
   * always open for an order that has waited: later than any such moment, its units were seen.
   */
  public OptionalLong shutFor(K key, long quantity, long now) {
    if (Woken.isCurrent()) {
      return OptionalLong.empty();
    }
    Seen<K> seen = slots.get(slot(key));
    return seen != null
            && now - seen.at() < nanos
            && quantity > seen.available()
            && seen.key().equals(key)
        ? OptionalLong.of(seen.available())
        : OptionalLong.empty();
  }

  private static int slot(Object key) {
    int hash = key.hashCode();
    return (hash ^ (hash >>> 16)) & (SLOTS - 1);
  }
}
