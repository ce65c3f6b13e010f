package dev.holdfast.browser;

import dev.holdfast.postgres.server.EmbeddedPostgres;
import dev.holdfast.redis.server.EmbeddedRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A store of the tests' own, which outlives the service that uses it, and in which a test plants
 * damage.
 */
sealed interface Store extends AutoCloseable {
  /** What the service is told to use it. */
  List<String> settings();

  /** A strategy that does not oversell, and whose units a test can lose. */
  String exact();

  /** The strategy that oversells. */
  String unguarded();

  /**
   * Removes available units of a product that has the strategy {@link #exact}, as a fault would.
   */
  void lose(String sku, int units);

  @Override
  void close();

  /** Redis. */
  final class OnRedis implements Store {
    private final EmbeddedRedis redis = EmbeddedRedis.startUntilClosed("bundled", null);
    private final RedisClient client =
        RedisClient.create(RedisURI.create("127.0.0.1", redis.port()));

    @Override
    public List<String> settings() {
      return List.of("--spring.data.redis.port=" + redis.port());
    }

    @Override
    public String exact() {
      return "redis-script";
    }

    @Override
    public String unguarded() {
      return "unguarded";
    }

    @Override
    public void lose(String sku, int units) {
      try (var connection = client.connect()) {
        var commands = connection.sync();
        String epoch = commands.hget("holdfast:{%s}:totals".formatted(sku), "epoch");
        long left = commands.decrby("holdfast:{%s}:available:%s".formatted(sku, epoch), units);
        if (left < 0) {
          throw new IllegalStateException("there were fewer than %d".formatted(units));
        }
      }
    }

    @Override
    public void close() {
      client.shutdown();
      redis.close();
    }

    @Override
    public String toString() {
      return "Redis";
    }
  }

  /** PostgreSQL. */
  final class OnPostgres implements Store {
    private final EmbeddedPostgres postgres = EmbeddedPostgres.startUntilClosed(Map.of());

    @Override
    public List<String> settings() {
      var login = postgres.login();
      return List.of(
          "--spring.datasource.url=" + login.url(),
          "--spring.datasource.username=" + login.user(),
          "--spring.datasource.password=" + login.password());
    }

    @Override
    public String exact() {
      return "postgres-skip-locked";
    }

    @Override
    public String unguarded() {
      return "postgres-unguarded";
    }

    @Override
    public void lose(String sku, int units) {
      var login = postgres.login();
      try (var connection =
              DriverManager.getConnection(
                  login.url(),
                  Objects.requireNonNull(login.user()),
                  Objects.requireNonNull(login.password()));
          var statement =
              connection.prepareStatement(
                  "DELETE FROM units WHERE sku = ? AND unit IN"
                      + " (SELECT unit FROM units WHERE sku = ? LIMIT ?)")) {
        statement.setString(1, sku);
        statement.setString(2, sku);
        statement.setInt(3, units);
        if (statement.executeUpdate() != units) {
          throw new IllegalStateException("there were fewer than %d".formatted(units));
        }
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      postgres.close();
    }

    @Override
    public String toString() {
      return "PostgreSQL";
    }
  }
}
