package dev.holdfast.load.process;

import org.jspecify.annotations.Nullable;

/** The campaign cannot go on; the message tells its user why, in plain words. */
public final class LoadTestException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public LoadTestException(String message) {
    this(message, null);
  }

  public LoadTestException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
