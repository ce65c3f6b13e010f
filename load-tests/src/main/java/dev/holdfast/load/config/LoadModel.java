package dev.holdfast.load.config;

/** How requests arrive in the speed phase. */
public enum LoadModel {
  /** A fixed number of users, each waiting for its answer before it asks again: shows capacity. */
  CLOSED,
  /**
   * A constant rate of arrivals, whatever the answers take: shows latency, which no slow answer can
   * hide.
   */
  OPEN;

  /** As it is written on a command line and in results. */
  public String label() {
    return OptionValues.label(this);
  }
}
