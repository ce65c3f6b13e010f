package dev.holdfast.load.check;

/**
 * One request to cancel an order that its client had accepted, on the same clock as the receipts.
 */
public record Cancellation(
    String orderId, long startNanos, long endNanos, Result result, String detail) {

  /** What the client was answered. */
  public enum Result {
    CANCELLED,
    UNKNOWN,
    UNEXPECTED
  }
}
