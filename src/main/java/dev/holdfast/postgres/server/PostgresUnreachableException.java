package dev.holdfast.postgres.server;

import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL could not be reached when the service started. Its message says where it was looked
 * for, and what happened.
 */
public class PostgresUnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PostgresUnreachableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  static PostgresUnreachableException embedded(String reason, @Nullable Throwable cause) {
    return new PostgresUnreachableException(
        "The embedded PostgreSQL does not start (" + reason + ")", cause);
  }
}
