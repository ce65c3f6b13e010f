package dev.holdfast.strategy;

import dev.holdfast.strategy.check.RaceWindow;

/** Where a strategy's {@link RaceWindow} lies: the steps between which another order can come. */
public enum RaceWindowPosition {
  BETWEEN_READ_AND_TAKE("between reading the counter and taking"),
  UNDER_THE_LOCK("between reading the counter and taking, under the lock"),
  HOLDING_UNITS("between the take and the commit, while other orders skip what is taken"),
  BETWEEN_READ_AND_EXEC("between reading the counter and EXEC"),
  BETWEEN_PERMITS_AND_RECORD("between the permits and their record"),
  BETWEEN_DECREMENT_AND_RECORD("between the decrement and its record or compensation");

  private final String description;

  RaceWindowPosition(String description) {
    this.description = description;
  }

  /** The position in words, as the API shows it. */
  public String description() {
    return description;
  }
}
