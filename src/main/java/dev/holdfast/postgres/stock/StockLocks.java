package dev.holdfast.postgres.stock;

import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.stock.Sku;
import java.util.Collection;

/**
 * Locks the rows of several SKUs with one statement, before a batch that writes them. Each
 * statement of a batch may wait for its row as long as a statement may take. Together they would
 * outlast the time in which an answer has to come: the connection is given up then, and the order
 * is not contended. What is sold by the unit has no counters to write.
 */
public final class StockLocks {

  private static final String LOCK =
      """
      SELECT sku FROM stock WHERE sku = ANY (?) AND NOT by_unit ORDER BY sku FOR NO KEY UPDATE
      """;

  private StockLocks() {}

  /** Locks these SKUs in their order until the transaction ends. A single one needs no call. */
  public static void lock(Transaction transaction, Collection<Sku> skus) {
    if (skus.size() > 1) {
      transaction.list(
          LOCK, (row, i) -> true, (Object) skus.stream().map(Sku::value).toArray(String[]::new));
    }
  }
}
