package dev.holdfast.postgres.server;

import dev.holdfast.settings.StoreSettings;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/** The server that is configured, or an embedded one where none is. */
public final class PostgresServer implements AutoCloseable {
  private final PostgresLogin login;
  private final @Nullable EmbeddedPostgres embedded;

  private PostgresServer(PostgresLogin login, @Nullable EmbeddedPostgres embedded) {
    this.login = login;
    this.embedded = embedded;
  }

  /**
   * @throws PostgresUnreachableException when the embedded one does not start
   */
  static PostgresServer configured(Environment environment) {
    if (environment.containsProperty(StoreSettings.PLACE_OF_POSTGRES)) {
      return new PostgresServer(PostgresLogin.configured(environment), null);
    }
    EmbeddedPostgres own = EmbeddedPostgres.startUntilClosed(Map.of());
    return new PostgresServer(own.login(), own);
  }

  /** How to log in. */
  public PostgresLogin login() {
    return login;
  }

  /** Whether it starts and ends with this process. */
  boolean isEmbedded() {
    return embedded != null;
  }

  @Override
  public void close() {
    if (embedded != null) {
      embedded.close();
    }
  }
}
