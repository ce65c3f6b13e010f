package dev.holdfast.postgres.health;

import dev.holdfast.postgres.server.NotPrimaryException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether PostgreSQL takes writes, by a real one: a transaction that writes to its log alone, and
 * whose COMMIT waits for disk and replicas as that of an order does. Says so once when it stops or
 * begins to take them.
 *
 * <p>One thread looks; the answer may be read by any.
 */
public final class PostgresWrites {
  private static final Logger log = LoggerFactory.getLogger(PostgresWrites.class);

  private static final String WRITE =
      """
      SELECT pg_logical_emit_message(true, 'holdfast', ''),
             current_setting('transaction_read_only') = 'on' AS read_only
      """;

  /** What a server in recovery refuses the message with. */
  private static final String IN_RECOVERY = "55000";

  private final DataSource source;
  private final LongSupplier nanoTime;
  private volatile @Nullable Boolean written;
  private volatile @Nullable Long readOnlySince;

  /**
   * @param nanoTime a clock in ns that never goes back
   */
  public PostgresWrites(DataSource source, LongSupplier nanoTime) {
    this.source = source;
    this.nanoTime = nanoTime;
  }

  /** Publishes 1 when the last write was taken, 0 when it was not, NaN before the first. */
  public void bindTo(MeterRegistry meters) {
    Gauge.builder("holdfast.store.writable", this, PostgresWrites::writable)
        .tag("partition", "0")
        .description("Whether the store took the last write")
        .strongReference(true)
        .register(meters);
  }

  private double writable() {
    Boolean known = written;
    return known == null ? Double.NaN : known ? 1 : 0;
  }

  /** Writes once, and takes down what became of it. */
  public void check() {
    // A connection of the pool may have been cut since it was used last: another one tells more.
    SQLException fault = write() == null ? null : write();
    if (fault == null) {
      readOnlySince = null;
      if (Boolean.FALSE.equals(written)) {
        log.info("PostgreSQL takes writes again");
      }
    } else {
      if (isReadOnly(fault) && readOnlySince == null) {
        readOnlySince = nanoTime.getAsLong();
      }
      if (!Boolean.FALSE.equals(written)) {
        log.error("PostgreSQL takes no writes: {}", fault.getMessage());
      }
    }
    written = fault == null;
  }

  private @Nullable SQLException write() {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(WRITE)) {
      // The message is no change of a table, so a session that may only read can write it too.
      if (answer.next() && answer.getBoolean("read_only")) {
        throw new NotPrimaryException("transactions are read-only");
      }
      connection.clearWarnings();
      connection.commit();
      // The server ends its wait for a replica with a warning alone.
      return connection.getWarnings();
    } catch (SQLException e) {
      return e;
    }
  }

  private static boolean isReadOnly(SQLException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof NotPrimaryException
          || (cause instanceof SQLException sql && IN_RECOVERY.equals(sql.getSQLState()))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the server has been in recovery, or otherwise read-only, for longer than this. One that
   * does not answer has not become a primary.
   */
  public boolean isReadOnlyFor(Duration time) {
    Long since = readOnlySince;
    return since != null && nanoTime.getAsLong() - since >= time.toNanos();
  }
}
