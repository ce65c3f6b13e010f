package dev.holdfast.postgres.stock;

import dev.holdfast.postgres.transaction.Transaction;

/**
 * Advisory locks of SKUs, for those that compare stock under them before they take it, and for
 * those that lower it from outside.
 */
public final class AdvisoryLocks {
  /** Apart from the advisory locks of orders. */
  private static final int SEED = 1;

  /** In the order of the array, which is that of the SKUs. */
  private static final String LOCK =
      """
      SELECT pg_advisory_xact_lock(hashtextextended(sku, %d)) FROM unnest(?::text[]) AS sku
      """
          .formatted(SEED);

  private AdvisoryLocks() {}

  /**
   * Locks SKUs until the transaction ends.
   *
   * @param skus in their order, in which every transaction locks them
   */
  public static void lock(Transaction transaction, String... skus) {
    transaction.list(LOCK, (row, i) -> true, (Object) skus);
  }
}
