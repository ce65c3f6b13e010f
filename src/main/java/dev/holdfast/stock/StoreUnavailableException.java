package dev.holdfast.stock;

import org.jspecify.annotations.Nullable;

/** The store could not be asked, and nothing can have happened. The same call may be made again. */
public class StoreUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
