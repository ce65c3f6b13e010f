package dev.holdfast.stock;

import org.jspecify.annotations.Nullable;

/**
 * The store was asked but did not answer in time: it may have happened, or may yet happen. Ask by
 * order id, or repeat the same id; never compensate.
 */
public class OutcomeUnknownException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public OutcomeUnknownException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
