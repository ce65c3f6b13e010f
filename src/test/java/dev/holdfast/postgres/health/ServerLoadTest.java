package dev.holdfast.postgres.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.postgres.PostgresUnderTest;
import dev.holdfast.stock.StoreUnavailableException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** What keeps dead rows, and who waits, is published. */
class ServerLoadTest {
  private static final long LOCK = 4_711;

  private final DataSource source = PostgresUnderTest.dataSource("public");
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  private double value(String meter) {
    return meters.get("holdfast.postgres." + meter).gauge().value();
  }

  private ServerLoad bound(DataSource of) {
    var load = new ServerLoad(of);
    load.bindTo(meters);
    return load;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void aTransactionThatStaysOpenIsSeen_inTimeAndInTransactions() throws SQLException {
    ServerLoad load = bound(source);
    try (Connection open = source.getConnection();
        Connection other = source.getConnection()) {
      open.setAutoCommit(false);
      open.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      execute(open, "SELECT 1");
      for (int i = 0; i < 5; i++) {
        execute(other, "SELECT pg_current_xact_id()");
      }
      load.check();
      assertThat(value("oldest.xmin.age")).isGreaterThanOrEqualTo(5);
      double seconds = value("oldest.transaction");
      assertThat(seconds).isPositive();
      load.check();
      assertThat(value("oldest.transaction")).isGreaterThan(seconds);
      open.rollback();
    }
  }

  @Test
  void sessionsThatWaitForALockAreCounted() throws SQLException {
    ServerLoad load = bound(source);
    try (Connection holder = source.getConnection();
        var waiters = Executors.newVirtualThreadPerTaskExecutor()) {
      execute(holder, "SELECT pg_advisory_lock(" + LOCK + ")");
      var waiting =
          waiters.submit(() -> {
            try (Connection waiter = source.getConnection()) {
              execute(waiter, "SELECT pg_advisory_lock(" + LOCK + ")");
              return null;
            }
          });
      try {
        await()
            .untilAsserted(() -> {
              load.check();
              assertThat(value("lock.waiters")).isEqualTo(1);
            });
      } finally {
        execute(holder, "SELECT pg_advisory_unlock(" + LOCK + ")");
      }
      assertThat(waiting).succeedsWithin(Duration.ofSeconds(20));
    }
  }

  @Test
  void withoutAReplicaThereIsNoLag_andWithoutAServerNothing() {
    var away =
        new DelegatingDataSource(source) {
          private boolean gone;

          @Override
          public Connection getConnection() throws SQLException {
            if (gone) {
              throw new SQLException("the connection was lost", "08006");
            }
            return super.getConnection();
          }
        };
    ServerLoad load = bound(away);
    load.check();
    assertThat(value("lock.waiters")).isNotNaN();
    assertThat(value("replication.lag")).isNaN();
    away.gone = true;
    assertThatThrownBy(load::check).isInstanceOf(StoreUnavailableException.class);
    assertThat(value("lock.waiters")).isNaN();
  }
}
