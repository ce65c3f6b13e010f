package dev.holdfast.postgres.transaction;

/**
 * Ends an attempt of a transaction whose reads are out of date: it is rolled back and runs again,
 * within the bounds.
 */
public final class RepeatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what another transaction changed
   */
  public RepeatException(String message) {
    // Under contention this is the usual end of an attempt: it has no stack trace.
    super(message, null, false, false);
  }
}
