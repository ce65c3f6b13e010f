package dev.holdfast.load.switching;

/**
 * A request and when it was under way, in the nanoseconds of {@link System#nanoTime}.
 *
 * @param came what it was answered, in a word
 */
record Attempt(long from, long to, String came) {
  long nanos() {
    return to - from;
  }

  boolean overlaps(Attempt other) {
    return from - other.to <= 0 && other.from - to <= 0;
  }
}
