package dev.holdfast.load.failover;

import dev.holdfast.load.endpoints.ShopClient.Reply;
import java.util.Set;

/**
 * One order of one unit, sent once, and its answer.
 *
 * @param instance the number of the instance that was asked
 * @param startNanos before it was sent
 * @param endNanos after its answer was read; of the same clock
 */
record Attempt(
    String key, Offer offer, int instance, long startNanos, long endNanos, Answer answer) {

  /** What the customer was answered. */
  sealed interface Answer {
    /** The order is placed and confirmed. */
    record Acknowledged(String orderId) implements Answer {}

    /** There is not enough. */
    record SoldOut() implements Answer {}

    /** Nothing happened, says the service: the order must not have been placed. */
    record Refused(String code) implements Answer {}

    /** It may have happened or not. */
    record Unknown(String code) implements Answer {}

    /** None of the answers that a customer may get here. */
    record Unexpected(String what) implements Answer {}
  }

  /** The answers of which docs/errors.md says that nothing happened. */
  private static final Set<String> REFUSALS =
      Set.of("store-unavailable", "strategy-unavailable", "contended", "overloaded");

  static Answer answer(Reply reply) {
    return switch (reply) {
      case Reply.Order(var id, var status, _, _) ->
          status.equals("CONFIRMED")
              ? new Answer.Acknowledged(id)
              : new Answer.Unexpected("confirmed at once, and told that it is " + status);
      case Reply.SoldOut() -> new Answer.SoldOut();
      case Reply.Unknown(var code) ->
          REFUSALS.contains(code) ? new Answer.Refused(code) : new Answer.Unknown(code);
      case Reply.Forbidden(var status) -> new Answer.Unexpected("forbidden by " + status);
      case Reply.Missing() -> new Answer.Unexpected("not found");
      case Reply.Unexpected(var what) -> new Answer.Unexpected(what);
    };
  }

  boolean isAcknowledged() {
    return answer instanceof Answer.Acknowledged;
  }

  String strategy() {
    return offer.strategy();
  }
}
