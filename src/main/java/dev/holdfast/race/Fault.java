package dev.holdfast.race;

/** What goes wrong during a race, on purpose. */
public enum Fault {
  NONE("Nothing goes wrong."),
  PAUSED_HOLDER(
      "One order pauses between its check and its take, for longer than the lease of a lock, and"
          + " its lock is not renewed meanwhile; the crowd goes on at another instance where the"
          + " strategy is for several."),
  CUT_CONNECTION(
      "All connections to the store are cut once, when half of the customers have been answered."),
  SECOND_INSTANCE("The crowd orders from two instances in turn, which share one store.");

  private final String sentence;

  Fault(String sentence) {
    this.sentence = sentence;
  }

  /** Whether it happens at a moment of a race, and so may fail to happen. */
  boolean isAnEvent() {
    return this == PAUSED_HOLDER || this == CUT_CONNECTION;
  }

  /** What it does, for people. */
  public String sentence() {
    return sentence;
  }
}
