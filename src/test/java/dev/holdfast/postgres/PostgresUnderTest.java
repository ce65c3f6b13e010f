package dev.holdfast.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.postgres.server.EmbeddedPostgres;
import dev.holdfast.postgres.server.PostgresLogin;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The PostgreSQL of this JVM's tests. It does not wait for the disk: what survives a crash is not
 * what they are about. Each class has a schema of its own in it.
 */
public final class PostgresUnderTest {
  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  private PostgresUnderTest() {}

  /** Started when the first test wants it; it ends with this JVM. */
  private static final class Server {
    static final EmbeddedPostgres SHARED = started();

    private static EmbeddedPostgres started() {
      var server =
          EmbeddedPostgres.startUntilClosed(
              Map.of("fsync", "off", "max_connections", "300", "log_statement", "none"));
      Runtime.getRuntime().addShutdownHook(new Thread(server::close));
      return server;
    }
  }

  /** A new schema with the tables of this version; returns its name. */
  public static String schema() {
    return schema(dataSource("public"));
  }

  /** The same on another server. */
  public static String schema(DataSource connections) {
    String schema = newSchema();
    migrations(connections, schema).load().migrate();
    return schema;
  }

  /** A new schema with the tables of an older version. */
  public static String schema(String version) {
    String schema = newSchema();
    migrations(dataSource("public"), schema).target(version).load().migrate();
    return schema;
  }

  /** Brings such a schema to this version. */
  public static void migrate(String schema) {
    migrations(dataSource("public"), schema).load().migrate();
  }

  private static String newSchema() {
    return "test_" + SCHEMAS.incrementAndGet();
  }

  private static FluentConfiguration migrations(DataSource connections, String schema) {
    return Flyway.configure()
        .dataSource(connections)
        .schemas(schema)
        .locations(PostgresStore.MIGRATIONS);
  }

  /** Connections to a schema, each a new one. Their waits have bounds, long ones. */
  public static PGSimpleDataSource dataSource(String schema) {
    var source = dataSource(Server.SHARED.login());
    source.setCurrentSchema(schema);
    return source;
  }

  /** Connections to another server. */
  public static PGSimpleDataSource dataSource(PostgresLogin login) {
    var source = new PGSimpleDataSource();
    source.setUrl(login.url());
    source.setUser(login.user());
    source.setPassword(login.password());
    source.setOptions("-c lock_timeout=10s -c statement_timeout=20s");
    source.setSocketTimeout(30);
    return source;
  }

  /** A pool of connections to a schema. */
  public static HikariDataSource pool(DataSource connections) {
    var pool = new HikariConfig();
    pool.setDataSource(connections);
    pool.setMaximumPoolSize(12);
    pool.setMinimumIdle(0);
    pool.setAutoCommit(false);
    pool.setConnectionTimeout(20_000);
    return new HikariDataSource(pool);
  }
}
