package dev.holdfast.postgres.order;

import dev.holdfast.lifecycle.PlacingSettings;
import dev.holdfast.postgres.product.ProductBindings;
import dev.holdfast.runtime.Deadline;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Repeats an attempt while another transaction has the order's id, for a bounded time, and with
 * bindings that are read again, a bounded number of times. Safe for use by many threads.
 */
final class Attempts {
  private final ProductBindings bindings;
  private final PlacingSettings settings;

  Attempts(ProductBindings bindings, PlacingSettings settings) {
    this.bindings = bindings;
    this.settings = settings;
  }

  /** What became of an attempt. */
  sealed interface Attempt<R> {
    /** Its result is the answer. */
    record Answer<R>(R result) implements Attempt<R> {}

    /** Another one has the order's id: look again after a pause, or answer this. */
    record Wait<R>(R result) implements Attempt<R> {}

    /** A binding is out of date: forget it and start again, or answer this. */
    record Rebind<R>(R result) implements Attempt<R> {}

    /**
     * A lock, or a place, was not to be had in time. Where a binding has moved since, no take may
     * need it any more: start again, or answer this.
     */
    record Contended<R>(R result) implements Attempt<R> {}
  }

  /**
   * The result of the last attempt.
   *
   * @param skus whose bindings are forgotten where one is out of date
   */
  <R> R run(Collection<Sku> skus, Supplier<Attempt<R>> attempt) {
    long waitUntil = System.nanoTime() + Deadline.atMost(settings.inProgressWait()).toNanos();
    int rebound = 0;
    while (true) {
      Map<Sku, Product> before = bindings.remembered(skus);
      switch (attempt.get()) {
        case Attempt.Answer<R>(R result) -> {
          return result;
        }
        case Attempt.Wait<R>(R result) -> {
          if (System.nanoTime() >= waitUntil) {
            return result;
          }
          LockSupport.parkNanos(settings.inProgressPoll().toNanos());
        }
        case Attempt.Rebind<R>(R result) -> {
          bindings.forget(skus);
          if (++rebound > settings.staleRetriesMax()) {
            return result;
          }
        }
        case Attempt.Contended<R>(R result) -> {
          if (++rebound > settings.staleRetriesMax() || !hasMoved(before)) {
            return result;
          }
        }
      }
    }
  }

  /** A refusal that is certain stays one where the bindings cannot be read. */
  private boolean hasMoved(Map<Sku, Product> before) {
    try {
      return bindings.moved(before);
    } catch (StoreUnavailableException e) {
      return false;
    }
  }
}
