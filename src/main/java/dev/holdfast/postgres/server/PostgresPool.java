package dev.holdfast.postgres.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Makes the pool of connections, and the schema that its users find. */
final class PostgresPool {
  private static final String NAME = "holdfast";
  private static final String MIGRATIONS = "classpath:postgres";

  /** On a busy machine the first connection may take longer than one should in operation. */
  private static final int FIRST_CONNECTION_ATTEMPTS = 3;

  private static final Duration PAUSE = Duration.ofMillis(250);

  private PostgresPool() {}

  /**
   * Opens the pool, once the server answers and its schema is that of this version.
   *
   * @throws PostgresUnreachableException when the server does not answer, is a replica or too old,
   *     or when its schema cannot be brought to this version
   */
  static HikariDataSource open(
      PostgresServer server, PostgresSettings settings, MeterRegistry meters) {
    PostgresLogin login = server.login();
    var connections = new PrimaryConnections(login, settings);
    awaitServer(connections, login);
    // First, since a server that is too old may not know what the schema needs.
    PostgresFacts.ask(connections, server).unusable().stream()
        .findFirst()
        .ifPresent(why -> {
          throw new PostgresUnreachableException(why, null);
        });
    migrate(login, settings);
    var pool = new HikariConfig();
    pool.setPoolName(NAME);
    pool.setDataSource(connections);
    pool.setMaximumPoolSize(settings.poolMax());
    pool.setConnectionTimeout(settings.acquireTimeout().toMillis());
    // A connection that was idle is tried before it is used, which counts as waiting for one.
    pool.setValidationTimeout(settings.acquireTimeout().toMillis());
    pool.setMaxLifetime(settings.connectionLifeMax().toMillis());
    // A statement that shall be a transaction of its own says so.
    pool.setAutoCommit(false);
    pool.setMetricRegistry(meters);
    var source = new HikariDataSource(pool);
    connections.onNewTimeline(() -> source.getHikariPoolMXBean().softEvictConnections());
    return source;
  }

  private static void awaitServer(PrimaryConnections connections, PostgresLogin login) {
    for (int attempt = 1; ; attempt++) {
      try {
        connections.getConnection().close();
        return;
      } catch (SQLException e) {
        if (attempt == FIRST_CONNECTION_ATTEMPTS) {
          throw PostgresUnreachableException.at(login.address(), e);
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  /**
   * Brings the schema to this version, or only looks whether it is there. Instances that start at
   * once do this one after the other. An older instance leaves a newer schema alone.
   */
  private static void migrate(PostgresLogin login, PostgresSettings settings) {
    try {
      var flyway =
          Flyway.configure()
              .dataSource(PrimaryConnections.forMigration(login, settings))
              .locations(MIGRATIONS)
              .lockRetryCount(Math.toIntExact(settings.migrationWait().toSeconds()))
              .cleanDisabled(true)
              .load();
      if (settings.migrate()) {
        flyway.migrate();
      } else {
        flyway.validate();
      }
    } catch (FlywayException e) {
      throw settings.migrate()
          ? PostgresUnreachableException.notMigrated(e)
          : PostgresUnreachableException.ofAnotherVersion(e);
    }
  }
}
