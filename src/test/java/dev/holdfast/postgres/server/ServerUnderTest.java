package dev.holdfast.postgres.server;

import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.mock.env.MockEnvironment;

/**
 * The PostgreSQL that the tests of this package share; one that changes its settings resets them.
 */
final class ServerUnderTest {
  private static final EmbeddedPostgres SHARED = EmbeddedPostgres.start();

  private ServerUnderTest() {}

  static EmbeddedPostgres shared() {
    return SHARED;
  }

  /** Statements of the superuser, each a transaction of its own. */
  static JdbcClient administrator() {
    return client(SHARED.administrator());
  }

  static JdbcClient client(PostgresLogin login) {
    return JdbcClient.create(
        new DriverManagerDataSource(
            login.url(),
            Objects.requireNonNull(login.user()),
            Objects.requireNonNull(login.password())));
  }

  /** The server as a service finds it that this login is configured for. */
  static PostgresServer configured(PostgresLogin login) {
    var environment = new MockEnvironment();
    Map.of("url", login.url(), "username", login.user(), "password", login.password())
        .forEach((name, value) -> environment.setProperty("spring.datasource." + name, value));
    return PostgresServer.configured(environment);
  }

  /** A database of its own, whose owner is the service's role. */
  static PostgresLogin database(String name) {
    administrator().sql("CREATE DATABASE " + name + " OWNER holdfast").update();
    PostgresLogin login = SHARED.login();
    return new PostgresLogin(
        login.url().replaceAll("/[^/]*$", "/" + name), login.user(), login.password());
  }
}
