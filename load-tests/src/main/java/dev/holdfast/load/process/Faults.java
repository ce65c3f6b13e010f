package dev.holdfast.load.process;

import dev.holdfast.load.endpoints.HoldfastUnreachableException;
import dev.holdfast.load.endpoints.NotHoldfastException;
import dev.holdfast.load.endpoints.UnexpectedAnswerException;

/** Tells faults that a message explains from those that need a stack trace. */
final class Faults {
  private Faults() {}

  /** Whether its message says all that its user needs. */
  static boolean isPlain(RuntimeException e) {
    return e instanceof LoadTestException
        || e instanceof HoldfastUnreachableException
        || e instanceof NotHoldfastException
        || e instanceof UnexpectedAnswerException;
  }
}
