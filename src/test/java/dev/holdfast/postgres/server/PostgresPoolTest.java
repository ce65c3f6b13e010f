package dev.holdfast.postgres.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An instance opens its pool on a schema of its version, or says why it cannot. */
class PostgresPoolTest {
  private static final Duration ACQUIRE = Duration.ofSeconds(20);

  private static HikariDataSource open(PostgresLogin login, Duration migrationWait) {
    return open(login, true, migrationWait);
  }

  /** A pool that is as patient as a busy machine wants it. */
  static HikariDataSource open(PostgresLogin login, boolean migrate, Duration migrationWait) {
    var settings =
        new PostgresSettings(
            2,
            ACQUIRE,
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Duration.ofSeconds(30),
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Duration.ofMinutes(30),
            migrate,
            migrationWait);
    return PostgresPool.open(
        ServerUnderTest.configured(login), settings, new SimpleMeterRegistry());
  }

  @Test
  void instancesThatStartAtOnceFindOneSchema() throws Exception {
    PostgresLogin login = ServerUnderTest.database("at_once");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<HikariDataSource>> started =
          Stream.generate(() -> threads.submit(() -> open(login, Duration.ofMinutes(1))))
              .limit(3)
              .toList();
      for (var pool : started) {
        try (HikariDataSource source = pool.get()) {
          assertThat(
                  JdbcClient.create(source)
                      .sql("SELECT count(*) FROM flyway_schema_history WHERE version = '1'")
                      .query(Long.class)
                      .single())
              .isEqualTo(1);
        }
      }
    }
  }

  @Test
  void aWaitForTheMigrationOfAnotherHasABound() throws SQLException {
    PostgresLogin login = ServerUnderTest.database("held_up");
    open(login, Duration.ofMinutes(1)).close();
    try (var other = login.connect();
        var statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE flyway_schema_history IN ACCESS EXCLUSIVE MODE");
      assertThatThrownBy(() -> open(login, Duration.ofSeconds(1)))
          .isInstanceOf(PostgresUnreachableException.class)
          .hasMessageStartingWith("The schema in PostgreSQL cannot be brought to this version (")
          .hasMessageContaining("lock timeout");
    }
  }

  @Test
  void aWaitForAConnectionIsBounded_itsTrialIncluded() {
    try (var pool = open(ServerUnderTest.database("bounded"), Duration.ofMinutes(1))) {
      var bounds = pool.getHikariConfigMXBean();
      assertThat(bounds.getConnectionTimeout()).isEqualTo(ACQUIRE.toMillis());
      assertThat(bounds.getValidationTimeout()).isEqualTo(ACQUIRE.toMillis());
      assertThat(pool.isAutoCommit()).isFalse();
    }
  }
}
