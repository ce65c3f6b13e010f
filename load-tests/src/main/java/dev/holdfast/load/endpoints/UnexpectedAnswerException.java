package dev.holdfast.load.endpoints;

import org.jspecify.annotations.Nullable;

/** Holdfast refused what the run cannot do without, or what answers is not Holdfast. */
public final class UnexpectedAnswerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UnexpectedAnswerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
