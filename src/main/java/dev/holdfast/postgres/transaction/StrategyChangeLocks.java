package dev.holdfast.postgres.transaction;

import java.util.Collection;

/**
 * Advisory locks between the changes of a product's strategy and those that take or give back what
 * is sold by the unit. Where stock is a counter, its row is the lock, and these are not acquired.
 *
 * <p>A transaction that shares the lock reads what the product is in its next statement, and that
 * holds until it ends. The server serves waiters in their order, so a change is not starved.
 */
public final class StrategyChangeLocks {
  /** Apart from the advisory locks of orders, and of those that compare stock. */
  private static final int SEED = 2;

  /** Shares the locks of SKUs, in the order of the array, which is that of the SKUs. */
  public static final String SHARE =
      """
      SELECT pg_advisory_xact_lock_shared(hashtextextended(sku, %d))
      FROM unnest(?::text[]) AS sku
      """
          .formatted(SEED);

  private static final String LOCK =
      """
      SELECT pg_advisory_xact_lock(hashtextextended(?, %d))
      """
          .formatted(SEED);

  private StrategyChangeLocks() {}

  /**
   * Keeps the strategies of SKUs from changing until the transaction ends.
   *
   * @param skus in their order
   */
  public static void share(Transaction transaction, Collection<String> skus) {
    transaction.list(SHARE, (row, i) -> true, (Object) skus.toArray(String[]::new));
  }

  /** Waits for all that share the lock of a SKU, and has it alone until the transaction ends. */
  public static void lock(Transaction transaction, String sku) {
    transaction.list(LOCK, (row, i) -> true, sku);
  }
}
