package dev.holdfast.postgres.stock;

import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.stock.Sku;
import java.util.Collection;

/**
 * Locks the rows of several SKUs with one statement, before a batch that writes them. Each
 * statement of a batch may wait for its row as long as a statement may take: together they would
 * outlast the time in which an answer has to come, and a connection that is given up is no
 * contended order.
 */
public final class StockLocks {

  private static final String LOCK =
      """
      SELECT sku FROM stock WHERE sku = ANY (?) ORDER BY sku FOR NO KEY UPDATE
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
