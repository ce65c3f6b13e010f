package dev.holdfast.postgres.transaction;

import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A transaction under way. Used by the thread that runs it. */
public final class Transaction {
  /**
   * A commit that writes to the log waits for the synchronous replicas. Without any it writes
   * nothing.
   */
  private static final String WRITE_TO_THE_LOG =
      """
      SELECT pg_logical_emit_message(true, 'holdfast', '')
      WHERE current_setting('synchronous_standby_names') <> ''
      """;

  /** How long the answer takes to come back once a statement has ended. */
  private static final int ANSWER_MILLIS = 1_000;

  private final JdbcTemplate template;
  private final JdbcClient client;
  private final Connection connection;
  private final Sessions sessions;
  private @Nullable Integer session;
  private boolean rolledBack;
  private long statementAt = System.nanoTime();

  Transaction(JdbcTemplate template, Connection connection, Sessions sessions) {
    this.template = template;
    this.connection = connection;
    this.sessions = sessions;
    this.client = JdbcClient.create(template);
  }

  /**
   * Lets each of its further statements take as long as this, whatever the session's bounds are.
   * Those return with its end: the server's by itself, the connection's through the pool.
   */
  public void allow(Duration time) {
    template.execute((Connection connection) -> {
      // The server ends the statement first.
      connection.setNetworkTimeout(Runnable::run, Math.toIntExact(time.toMillis()) + ANSWER_MILLIS);
      return true;
    });
    first(
        "SELECT set_config('statement_timeout', ?, true)",
        (row, i) -> row.getString(1),
        Long.toString(time.toMillis()));
  }

  /** A statement whose parameters are those of its question marks, in their order. */
  public JdbcClient.StatementSpec sql(String sql, Object... parameters) {
    statementAt = System.nanoTime();
    var statement = client.sql(sql);
    for (Object parameter : parameters) {
      statement = statement.param(parameter);
    }
    return statement;
  }

  /** Executes one statement; returns how many rows it wrote. */
  public int update(String sql, Object... parameters) {
    return sql(sql, parameters).update();
  }

  /** Reads rows. */
  public <T> List<T> list(String sql, RowMapper<T> mapper, Object... parameters) {
    return sql(sql, parameters).query(mapper).list();
  }

  /** Reads the first row; null when there is none. */
  public <T extends @Nullable Object> @Nullable T first(
      String sql, RowMapper<T> mapper, Object... parameters) {
    var rows = list(sql, mapper, parameters);
    return rows.isEmpty() ? null : rows.getFirst();
  }

  /**
   * Executes one statement for several rows, in their order and in one round trip; each locks its
   * row when its turn comes.
   *
   * @return how many rows each of them wrote
   */
  public int[] batch(String sql, List<Object[]> rows) {
    statementAt = System.nanoTime();
    return rows.isEmpty() ? new int[0] : template.batchUpdate(sql, rows);
  }

  /**
   * Executes several statements in one round trip, one after the other. Each sees what was
   * committed before it began, so what follows a lock reads what the lock protects.
   *
   * @param results what to make of each result, in their order
   */
  public void together(
      String statements, List<ResultSetExtractor<?>> results, Object... parameters) {
    statementAt = System.nanoTime();
    template.execute(
        statements,
        (PreparedStatement statement) -> {
          for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
          }
          boolean hasRows = statement.execute();
          for (ResultSetExtractor<?> result : results) {
            if (!hasRows) {
              throw new SQLException("a statement returned no rows");
            }
            try (ResultSet rows = statement.getResultSet()) {
              result.extractData(rows);
            }
            hasRows = statement.getMoreResults();
          }
          return null;
        });
  }

  /**
   * Makes the commit of a transaction that answers with what another one wrote wait until that is
   * as durable as its own answer promised: a repeat is an acknowledgement like the first.
   */
  public void acknowledge() {
    client.sql(WRITE_TO_THE_LOG).query().listOfRows();
  }

  /**
   * Notes what it is for until it ends, so that a lock of it can be shown with its order.
   *
   * @param skus that it locks
   */
  public void concerns(Collection<OrderId> orders, Collection<Sku> skus) {
    session = sessions.enter(connection, orders, skus);
  }

  /** When its latest statement was sent, in ns of this JVM's clock. */
  long statementAt() {
    return statementAt;
  }

  void end() {
    if (session != null) {
      sessions.leave(session);
    }
  }

  /** What it wrote shall not stand: it is rolled back at its end, and its result is returned. */
  public <T extends @Nullable Object> T rollingBack(T result) {
    rolledBack = true;
    return result;
  }

  boolean isRolledBack() {
    return rolledBack;
  }
}
