package dev.holdfast.postgres.server;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A session has other timeouts than it was opened with: a pooler of connections does not pass them
 * on, or the server sets others. Its waits would have no bound.
 */
final class UnboundedSessionException extends SQLException {
  private static final long serialVersionUID = 1L;

  /** The state of a connection that the server refused. */
  private static final String REJECTED = "08004";

  UnboundedSessionException(String asked, @Nullable String found) {
    super(
        "the session was opened with '%s' and has '%s': a connection pooler or the server overrides its bounds, so connect to PostgreSQL itself"
            .formatted(asked, found),
        REJECTED);
  }
}
