package dev.holdfast.strategy.script;

import dev.holdfast.stock.Sku;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Which lane the orders of a product go to. While a product has orders under way, others of it
 * follow them: two transactions of an instance only wait for each other at its row, and two scripts
 * write its counters twice. The first one takes the lane that has the fewest orders, so that a
 * product that few want does not wait behind one that many want. Safe for use by many threads.
 */
public final class Lanes {
  private final ConcurrentHashMap<Sku, Use> uses = new ConcurrentHashMap<>();
  private final AtomicIntegerArray orders;

  /** The lane of a product, and how many of its orders are under way. */
  private record Use(int lane, int orders) {}

  /**
   * @param count how many lanes there are
   */
  public Lanes(int count) {
    this.orders = new AtomicIntegerArray(count);
  }

  /** Returns the lane of one more order of a product, from 0. The order {@link #leave}s in time. */
  public int enter(Sku sku) {
    Use entered =
        Objects.requireNonNull(
            uses.compute(
                sku,
                (key, use) ->
                    use == null ? new Use(emptiest(), 1) : new Use(use.lane(), use.orders() + 1)));
    orders.incrementAndGet(entered.lane());
    return entered.lane();
  }

  /** An order of a product that entered is not under way any more. */
  public void leave(Sku sku) {
    uses.computeIfPresent(
        sku,
        (key, use) -> {
          orders.decrementAndGet(use.lane());
          return use.orders() == 1 ? null : new Use(use.lane(), use.orders() - 1);
        });
  }

  /** How many products have orders under way. */
  int products() {
    return uses.size();
  }

  private int emptiest() {
    int best = 0;
    for (int lane = 1; lane < orders.length(); lane++) {
      if (orders.get(lane) < orders.get(best)) {
        best = lane;
      }
    }
    return best;
  }
}
