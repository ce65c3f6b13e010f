package dev.holdfast.store;

import dev.holdfast.stock.Refusal;

/** What became of a {@link ReserveRequest}. Refusals are values; faults are exceptions. */
public sealed interface ReserveResult {
  /** Every line is reserved for the order. */
  record Reserved() implements ReserveResult {}

  /** Nothing is reserved by this attempt that the caller would not give back. */
  sealed interface NotReserved extends ReserveResult {
    /**
     * Whether no command that takes stock was ever sent, so that there is nothing to give back, not
     * even from a command that is executed late.
     */
    default boolean untouched() {
      return false;
    }

    /** What is answered when it is not tried again. */
    default Refusal answer() {
      return new Refusal.Contended();
    }
  }

  /** The order cannot have the lines. */
  record Refused(Refusal reason, boolean untouched) implements NotReserved {
    @Override
    public Refusal answer() {
      return reason;
    }
  }

  /** This order's reservation already ended. */
  record Resolved() implements NotReserved {}

  /** A newer attempt exists, or the product's binding moved: start again from the binding. */
  record Stale() implements NotReserved {}

  /** Too many at once, within the bounds of one attempt. */
  static Refused contended(boolean untouched) {
    return new Refused(new Refusal.Contended(), untouched);
  }
}
