package dev.holdfast.load.price;

import java.time.Duration;

/** How far some equal parts of a run are, and how long the rest takes if it goes on like that. */
final class Progress {
  private final String part;
  private final int parts;
  private final long startNanos = System.nanoTime();

  /** Begins now. */
  Progress(String part, int parts) {
    this.part = part;
    this.parts = parts;
  }

  /** What to print when so many are done. */
  String after(int done) {
    return text(part, done, parts, Duration.ofNanos(System.nanoTime() - startNanos));
  }

  static String text(String part, int done, int parts, Duration passed) {
    Duration left = passed.multipliedBy(parts - done).dividedBy(done);
    return "%s %d of %d, %d:%02d left"
        .formatted(part, done, parts, left.toMinutes(), left.toSecondsPart());
  }
}
