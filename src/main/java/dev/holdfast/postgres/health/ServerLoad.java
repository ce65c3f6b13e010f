package dev.holdfast.postgres.health;

import dev.holdfast.stock.StoreUnavailableException;
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
 * What slows PostgreSQL down and is not of this service's doing: a transaction of another that
 * stays open keeps the dead versions of hot rows, and a replica that lags delays commits. A role
 * sees this of its own sessions only, unless it is a member of {@code pg_read_all_stats}.
 *
 * <p>One thread looks; the numbers may be read by any.
 */
public final class ServerLoad {
  private static final String ASK =
      """
      SELECT (SELECT extract(epoch FROM max(clock_timestamp() - xact_start))
                FROM pg_stat_activity WHERE backend_xmin IS NOT NULL) AS oldest,
             (SELECT extract(epoch FROM max(replay_lag)) FROM pg_stat_replication) AS lag
      """;

  private final DataSource source;
  private volatile double oldestSeconds = Double.NaN;
  private volatile double lagSeconds = Double.NaN;

  public ServerLoad(DataSource source) {
    this.source = source;
  }

  /** Publishes both in seconds; NaN where the server does not disclose them. */
  public void bindTo(MeterRegistry meters) {
    gauge(
        meters,
        "holdfast.postgres.oldest.transaction",
        load -> load.oldestSeconds,
        "Age of the oldest transaction whose snapshot keeps dead rows");
    gauge(
        meters,
        "holdfast.postgres.replication.lag",
        load -> load.lagSeconds,
        "How long the slowest replica takes to replay a commit");
  }

  private void gauge(
      MeterRegistry meters, String name, ToDoubleFunction<ServerLoad> value, String description) {
    TimeGauge.builder(name, this, TimeUnit.SECONDS, value)
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
      oldestSeconds = orNaN(answer, "oldest");
      lagSeconds = orNaN(answer, "lag");
    } catch (SQLException e) {
      oldestSeconds = Double.NaN;
      lagSeconds = Double.NaN;
      throw new StoreUnavailableException(String.valueOf(e.getMessage()), e);
    }
  }

  private static double orNaN(ResultSet answer, String column) throws SQLException {
    double value = answer.getDouble(column);
    return answer.wasNull() ? Double.NaN : value;
  }
}
