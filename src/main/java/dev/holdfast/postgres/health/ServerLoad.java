package dev.holdfast.postgres.health;

import dev.holdfast.stock.StoreUnavailableException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import javax.sql.DataSource;

/**
 * What slows PostgreSQL down and need not be of this service's doing: a transaction that stays
 * open, a prepared one or a replication slot that is forgotten keep the dead versions of hot rows;
 * locks are waited for; a replica that lags delays commits. A role sees this of its own sessions
 * only, unless it is a member of {@code pg_read_all_stats}.
 *
 * <p>One thread looks; the numbers may be read by any.
 */
public final class ServerLoad {
  /** Transactions of another database keep nothing of this one. */
  private static final String ASK =
      """
      WITH session AS (
        SELECT backend_xmin AS xmin, xact_start AS since, wait_event_type
          FROM pg_stat_activity WHERE coalesce(datname, current_database()) = current_database()),
      prepared AS (
        SELECT transaction AS xmin, prepared AS since
          FROM pg_prepared_xacts WHERE database = current_database())
      SELECT (SELECT extract(epoch FROM max(clock_timestamp() - since))
                FROM (SELECT since FROM session WHERE xmin IS NOT NULL
                      UNION ALL SELECT since FROM prepared) AS open) AS oldest,
             (SELECT max(age(xmin))
                FROM (SELECT xmin FROM session
                      UNION ALL SELECT xmin FROM prepared
                      UNION ALL SELECT xmin FROM pg_replication_slots
                      UNION ALL SELECT backend_xmin FROM pg_stat_replication) AS kept) AS xmin_age,
             (SELECT count(*) FROM session WHERE wait_event_type = 'Lock') AS waiters,
             (SELECT extract(epoch FROM max(replay_lag)) FROM pg_stat_replication) AS lag
      """;

  private static final Load UNKNOWN = new Load(Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  private final DataSource source;
  private volatile Load load = UNKNOWN;

  /** What the server said; NaN where it does not disclose it. */
  private record Load(double oldestSeconds, double xminAge, double waiters, double lagSeconds) {}

  public ServerLoad(DataSource source) {
    this.source = source;
  }

  /** Publishes all of it; NaN where the server does not disclose it. */
  public void bindTo(MeterRegistry meters) {
    seconds(
        meters,
        "holdfast.postgres.oldest.transaction",
        own -> own.load.oldestSeconds,
        "Age of the oldest transaction whose snapshot keeps dead rows");
    number(
        meters,
        "holdfast.postgres.oldest.xmin.age",
        own -> own.load.xminAge,
        "How many transactions began since the oldest one whose dead rows are kept");
    number(
        meters,
        "holdfast.postgres.lock.waiters",
        own -> own.load.waiters,
        "How many sessions wait for a lock");
    seconds(
        meters,
        "holdfast.postgres.replication.lag",
        own -> own.load.lagSeconds,
        "How long the slowest replica takes to replay a commit");
  }

  private void seconds(
      MeterRegistry meters, String name, ToDoubleFunction<ServerLoad> value, String description) {
    TimeGauge.builder(name, this, TimeUnit.SECONDS, value)
        .description(description)
        .strongReference(true)
        .register(meters);
  }

  private void number(
      MeterRegistry meters, String name, ToDoubleFunction<ServerLoad> value, String description) {
    Gauge.builder(name, this, value)
        .description(description)
        .strongReference(true)
        .register(meters);
  }

  /**
   * Asks the server.
   *
   * @throws StoreUnavailableException when it does not answer
   */
  public void check() {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(ASK)) {
      answer.next();
      load =
          new Load(
              orNaN(answer, "oldest"),
              orNaN(answer, "xmin_age"),
              orNaN(answer, "waiters"),
              orNaN(answer, "lag"));
    } catch (SQLException e) {
      load = UNKNOWN;
      throw new StoreUnavailableException(String.valueOf(e.getMessage()), e);
    }
  }

  private static double orNaN(ResultSet answer, String column) throws SQLException {
    double value = answer.getDouble(column);
    return answer.wasNull() ? Double.NaN : value;
  }
}
