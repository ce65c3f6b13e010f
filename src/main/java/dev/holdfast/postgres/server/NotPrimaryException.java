package dev.holdfast.postgres.server;

import java.sql.SQLException;

/**
 * A server answers that takes no writes: a replica, a primary that has lost its role, or one that
 * is set to read only.
 */
public final class NotPrimaryException extends SQLException {
  private static final long serialVersionUID = 1L;

  /** The state of a connection that cannot be made, as the driver reports it. */
  private static final String CANNOT_CONNECT = "08001";

  /** What takes no writes, in words. */
  public NotPrimaryException(String message) {
    super(message, CANNOT_CONNECT);
  }
}
