package dev.holdfast.load.config;

/** A store that the service keeps stock and orders in. */
public enum Store {
  REDIS,
  POSTGRES;

  /**
   * As it is written on a command line, in results, and in the service's {@code holdfast.store}.
   */
  public String label() {
    return OptionValues.label(this);
  }

  /** The store that a strategy works on: the service names those on PostgreSQL after it. */
  public static Store of(String strategy) {
    return strategy.startsWith(POSTGRES.label() + "-") ? POSTGRES : REDIS;
  }
}
