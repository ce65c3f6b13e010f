package dev.holdfast.load.scenarios;

/**
 * One thing's turn in one round. Round 0 is not counted: it warms up.
 *
 * @param number its place among all turns, which names its products and keys
 * @param measuredMillis how long it is measured, after its lead-in
 */
public record Slot(int number, int round, Measurand thing, long measuredMillis) {
  /** Until all connections are open and busy; not measured. */
  public static final long LEAD_IN_MILLIS = 500;

  /** How long the load lasts. */
  public long totalMillis() {
    return LEAD_IN_MILLIS + measuredMillis;
  }
}
