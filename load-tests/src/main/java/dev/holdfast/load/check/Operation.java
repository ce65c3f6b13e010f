package dev.holdfast.load.check;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All attempts under one key: one customer's wish for one order. */
record Operation(String key, List<Receipt> attempts, @Nullable Cancelled cancelled) {

  /**
   * The cancellation of the accepted order: when it may have begun, and when it had certainly
   * ended.
   */
  record Cancelled(long startNanos, long endNanos, boolean certain) {}

  List<Line> lines() {
    return attempts.getFirst().lines();
  }

  long quantityOf(String sku) {
    return attempts.getFirst().quantityOf(sku);
  }

  Stream<Outcome.Accepted> acceptances() {
    return attempts.stream()
        .map(Receipt::outcome)
        .filter(Outcome.Accepted.class::isInstance)
        .map(Outcome.Accepted.class::cast);
  }

  boolean accepted() {
    return acceptances().findAny().isPresent();
  }

  /**
   * It is unknown whether it holds units: no attempt was accepted, and at least one may have been.
   */
  boolean unknown() {
    return !accepted() && attempts.stream().anyMatch(Operation::mayHaveTaken);
  }

  /**
   * How many of its requests may have moved units that no order shows: each attempt may have taken
   * its own, but for the one that made the order which the others were answered with.
   */
  long requestsInDoubt() {
    long unknown = attempts.stream().filter(a -> a.outcome() instanceof Outcome.Unknown).count();
    boolean oneMadeTheOrder = accepted() && acceptances().allMatch(Outcome.Accepted::replayed);
    boolean givesBackInDoubt = cancelled != null && !cancelled.certain();
    return Math.max(0, unknown - (oneMadeTheOrder ? 1 : 0)) + (givesBackInDoubt ? 1 : 0);
  }

  Optional<String> orderId() {
    return acceptances().map(Outcome.Accepted::orderId).findFirst();
  }

  /** Ids that the service named while it did not know the outcome. */
  Stream<String> doubtfulOrderIds() {
    return attempts.stream()
        .map(Receipt::outcome)
        .filter(Outcome.Unknown.class::isInstance)
        .map(o -> ((Outcome.Unknown) o).orderId())
        .flatMap(Stream::ofNullable);
  }

  /** The earliest moment at which the units may have been taken. */
  long takenAtTheEarliest() {
    return attempts.stream()
        .filter(Operation::mayHaveTaken)
        .mapToLong(Receipt::startNanos)
        .min()
        .orElseThrow();
  }

  /** The moment from which on the client knew that the units were taken. */
  long takenForCertain() {
    return attempts.stream()
        .filter(a -> a.outcome() instanceof Outcome.Accepted)
        .mapToLong(Receipt::endNanos)
        .min()
        .orElseThrow();
  }

  /** The moment from which on the units may have been given back, or never. */
  long heldForCertainUntil() {
    return cancelled == null ? Timeline.FOREVER : cancelled.startNanos();
  }

  /** The moment from which on the units were certainly given back, or never. */
  long maybeHeldUntil() {
    return cancelled == null || !cancelled.certain() ? Timeline.FOREVER : cancelled.endNanos() + 1;
  }

  private static boolean mayHaveTaken(Receipt attempt) {
    return switch (attempt.outcome()) {
      case Outcome.Accepted _, Outcome.Unknown _, Outcome.Unexpected _ -> true;
      case Outcome.SoldOut _, Outcome.Busy _ -> false;
    };
  }
}
