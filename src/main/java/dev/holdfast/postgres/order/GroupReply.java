package dev.holdfast.postgres.order;

import dev.holdfast.order.Order;

/** What became of an order that shared a transaction. */
sealed interface GroupReply {
  /** It is placed. */
  record Placed(Order order) implements GroupReply {}

  /**
   * There was not enough left for it.
   *
   * @param available what was left when its turn came
   * @param at when the transaction began, in the nanoseconds of {@link System#nanoTime}
   */
  record NotEnough(long available, long at) implements GroupReply {}

  /** Another transaction, or another order of this one, has its id. */
  record InProgress() implements GroupReply {}

  /** Its product was bound under another epoch. */
  record Stale() implements GroupReply {}

  /** It has to be placed by itself. */
  record Alone() implements GroupReply {}
}
