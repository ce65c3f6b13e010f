package dev.holdfast.journal;

/** The journal cannot be written now. The message is a sentence for operators. */
final class JournalFaultException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  JournalFaultException(String message, Throwable cause) {
    super(message, cause);
  }

  JournalFaultException(String message) {
    super(message);
  }
}
