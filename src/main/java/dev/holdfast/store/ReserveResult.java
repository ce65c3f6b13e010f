package dev.holdfast.store;

import dev.holdfast.stock.LimitViolation;
import dev.holdfast.stock.Shortage;
import dev.holdfast.stock.Sku;
import java.util.List;

/** What became of a {@link ReserveRequest}. Refusals are values; faults are exceptions. */
public sealed interface ReserveResult {
  /** Every line is reserved for the order. */
  record Reserved() implements ReserveResult {}

  /** Nothing is reserved by this attempt that the caller would not give back. */
  sealed interface Refused extends ReserveResult {
    /**
     * Whether no command that takes stock was ever sent, so that there is nothing to give back, not
     * even from a command that is executed late.
     */
    boolean untouched();
  }

  /**
   * Some lines exceed what is available.
   *
   * @param shortages every short line where one step sees them all, at least the first elsewhere
   */
  record InsufficientStock(List<Shortage> shortages, boolean untouched) implements Refused {
    public InsufficientStock {
      shortages = List.copyOf(shortages);
    }
  }

  /** Some SKUs have no stock record. */
  record UnknownSku(List<Sku> skus, boolean untouched) implements Refused {
    public UnknownSku {
      skus = List.copyOf(skus);
    }
  }

  /**
   * More is asked for than a product's limits allow.
   *
   * @param excesses every line beyond a limit where one step sees them all, at least the first
   *     elsewhere
   */
  record BeyondLimit(List<LimitViolation> excesses, boolean untouched) implements Refused {
    public BeyondLimit {
      excesses = List.copyOf(excesses);
    }
  }

  /** Some products limit what a customer may have, and the order names no customer. */
  record CustomerRequired(List<Sku> skus) implements Refused {
    public CustomerRequired {
      skus = List.copyOf(skus);
    }

    @Override
    public boolean untouched() {
      return true;
    }
  }

  /**
   * Too many at once: a lock was not acquired, or retries ran out, within their bound. Try again
   * later.
   */
  record Contended(boolean untouched) implements Refused {}

  /** The store keeps the rest of its memory for orders that exist: nothing was tried. */
  record StoreFull() implements Refused {
    @Override
    public boolean untouched() {
      return true;
    }
  }

  /**
   * This order's reservation already ended.
   *
   * @param state how it ended
   */
  record Resolved(ReservationState state) implements Refused {
    @Override
    public boolean untouched() {
      return false;
    }
  }

  /** A newer attempt exists, or the product's binding moved: start again from the binding. */
  record Stale() implements Refused {
    @Override
    public boolean untouched() {
      return false;
    }
  }
}
