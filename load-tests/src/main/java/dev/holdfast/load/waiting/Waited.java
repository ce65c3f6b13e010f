package dev.holdfast.load.waiting;

/**
 * What became of an order that waited.
 *
 * @param number in the order in which they were sent to their instance
 * @param instance which of the two
 * @param order its id, empty when it was not placed
 * @param at when it was answered, in the nanoseconds of {@link System#nanoTime}
 * @param came what it was answered, in a word
 */
record Waited(int number, int instance, String order, long at, String came) {
  static final String PLACED = "placed";
  static final String SOLD_OUT = "sold-out";

  boolean isPlaced() {
    return came.equals(PLACED);
  }
}
