package dev.holdfast.postgres.strategy;

import dev.holdfast.postgres.transaction.Transaction;
import java.util.List;

/**
 * One way of taking stock within a transaction. What it takes stands when the transaction commits.
 * Implementations are safe for use by many threads.
 */
public interface TakeStrategy {
  /**
   * Takes all of these units, or answers why not; the caller rolls back then.
   *
   * @param takes in SKU order, each SKU once
   * @throws dev.holdfast.postgres.transaction.RepeatException when another transaction was in the
   *     way, so that this one has to run again
   */
  TakeResult take(Transaction transaction, List<Take> takes, Destination destination);

  /** Whether the whole transaction has to be serializable. */
  default boolean isSerializable() {
    return false;
  }
}
