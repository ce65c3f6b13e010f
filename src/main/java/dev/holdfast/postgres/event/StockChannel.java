package dev.holdfast.postgres.event;

import dev.holdfast.postgres.transaction.Transaction;

/**
 * The channel on which PostgreSQL signals that units came back. Each schema has one. What is
 * signalled in a transaction is sent when that commits.
 */
public final class StockChannel {
  /** The name, as an SQL expression; short, however long the name of the schema is. */
  public static final String NAME = "'holdfast_freed_' || left(md5(current_schema()), 16)";

  /** Signals, as an SQL expression. */
  static final String SIGNAL = "pg_notify(" + NAME + ", '')";

  /** The types of events whose orders may have given units back. */
  static final String GIVES_BACK = "type IN ('CANCELLED', 'EXPIRED', 'LINES_CHANGED', 'RETURNED')";

  private static final String SEND = "SELECT " + SIGNAL + "::text AS sent";

  private StockChannel() {}

  /** Signals once the transaction has committed. */
  public static void signal(Transaction transaction) {
    var _ = transaction.first(SEND, (row, i) -> row.getString("sent"));
  }
}
