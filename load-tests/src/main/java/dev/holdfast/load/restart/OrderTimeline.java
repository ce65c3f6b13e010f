package dev.holdfast.load.restart;

import dev.holdfast.load.check.Cancellation;
import dev.holdfast.load.check.Outcome;
import dev.holdfast.load.check.Receipt;
import java.time.Duration;
import java.util.List;

/**
 * One customer's wish for one order, and all that was done to have it: the attempts in turn, and
 * those to cancel it, if it was to be cancelled. Two customers may have one wish, when an order is
 * sent twice at about the same time.
 */
record OrderTimeline(
    String wish, Stage stage, List<Receipt> attempts, List<Cancellation> cancellations) {
  OrderTimeline {
    attempts = List.copyOf(attempts);
    cancellations = List.copyOf(cancellations);
  }

  Outcome last() {
    return attempts.getLast().outcome();
  }

  /**
   * Whether it ended as an order should: accepted or refused for lack of stock, and cancelled if it
   * was to be.
   */
  boolean answered() {
    boolean ordered = last() instanceof Outcome.Accepted || last() instanceof Outcome.SoldOut;
    return ordered
        && (cancellations.isEmpty()
            || cancellations.getLast().result() == Cancellation.Result.CANCELLED);
  }

  boolean neededRetry() {
    return attempts.size() > 1 || cancellations.size() > 1;
  }

  /** How long the order took, from the first sending to the last answer. */
  Duration took() {
    return Duration.ofNanos(attempts.getLast().endNanos() - attempts.getFirst().startNanos());
  }
}
