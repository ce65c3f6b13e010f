package dev.holdfast.stock;

import java.time.Duration;
import java.util.List;

/** Why an order, a change of its lines or a withdrawal is not made, and nothing is taken for it. */
public sealed interface Refusal {
  /**
   * Some lines exceed what is available.
   *
   * @param shortages every short line where one step sees them all, at least the first elsewhere
   */
  record InsufficientStock(List<Shortage> shortages) implements Refusal {
    public InsufficientStock {
      shortages = List.copyOf(shortages);
    }
  }

  /** Some SKUs have no stock record. */
  record UnknownSku(List<Sku> skus) implements Refusal {
    public UnknownSku {
      skus = List.copyOf(skus);
    }
  }

  /** Some products are not on sale. */
  record NotOnSale(List<Sku> skus) implements Refusal {
    public NotOnSale {
      skus = List.copyOf(skus);
    }
  }

  /**
   * More is asked for than a product's limits allow.
   *
   * @param excesses every line beyond a limit where one step sees them all, at least the first
   *     elsewhere
   */
  record BeyondLimit(List<LimitViolation> excesses) implements Refusal {
    public BeyondLimit {
      excesses = List.copyOf(excesses);
    }
  }

  /**
   * The customer has made as many new reservations of some products as their limits allow in a
   * time.
   *
   * @param retryAfter when one more of each of them may be made
   */
  record TooManyReservations(List<Sku> skus, Duration retryAfter) implements Refusal {
    public TooManyReservations {
      skus = List.copyOf(skus);
    }
  }

  /** Some products limit what a customer may have, and the order names no customer. */
  record CustomerRequired(List<Sku> skus) implements Refusal {
    public CustomerRequired {
      skus = List.copyOf(skus);
    }
  }

  /**
   * Too many at once: a lock was not acquired, or retries ran out, within their bound. Try again
   * later.
   */
  record Contended() implements Refusal {}

  /** The store keeps the rest of its memory for orders that exist: nothing was tried. */
  record StoreFull() implements Refusal {}
}
