package dev.holdfast.postgres.server;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL could not be used when the service started. Its message says where it was looked for,
 * and what happened.
 */
public class PostgresUnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PostgresUnreachableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  static PostgresUnreachableException embedded(String reason, @Nullable Throwable cause) {
    return new PostgresUnreachableException(
        "The embedded PostgreSQL does not start (" + reason + ").", cause);
  }

  static PostgresUnreachableException at(String address, SQLException cause) {
    return new PostgresUnreachableException(
        "PostgreSQL cannot be used at %s (%s); spring.datasource.* says which PostgreSQL to use."
            .formatted(address, reason(cause)),
        cause);
  }

  static PostgresUnreachableException notMigrated(Exception cause) {
    return new PostgresUnreachableException(
        "The schema in PostgreSQL cannot be brought to this version (%s)."
            .formatted(oneLine(cause)),
        cause);
  }

  static PostgresUnreachableException ofAnotherVersion(Exception cause) {
    return new PostgresUnreachableException(
        "The schema in PostgreSQL is not that of this version (%s), and holdfast.postgres.migrate is false: its owner has to migrate it."
            .formatted(oneLine(cause)),
        cause);
  }

  private static String oneLine(Throwable cause) {
    return String.valueOf(cause.getMessage()).strip().replaceAll("\\s+", " ");
  }

  private static String reason(SQLException cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage());
    return switch (root) {
      case java.net.UnknownHostException unknown -> "its host is unknown";
      case java.net.SocketTimeoutException timeout -> "it did not answer in time";
      case java.net.ConnectException connect when message.contains("refused") ->
          "the connection was refused";
      case java.security.GeneralSecurityException untrusted ->
          "sslrootcert in spring.datasource.url does not name the authority of its certificate: "
              + oneLine(untrusted);
      default -> oneLine(root);
    };
  }
}
