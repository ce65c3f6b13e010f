package dev.holdfast.load.config;

/** What a rolling restart breaks on purpose, so that it can be seen to fail. */
public enum Sabotage {
  /** Nothing. */
  NONE,
  /** Customers who come again do so under a new key, so that one wish may become two orders. */
  NEW_KEYS,
  /** Redis loses all its data between the two kinds of restart. */
  DATA_LOSS;

  /** As it is written on a command line. */
  public String label() {
    return OptionValues.label(this);
  }
}
