package dev.holdfast.load.process;

import java.time.Duration;

/** The end of a wait. */
public final class Deadline {
  private final long endNanos;

  private Deadline(long endNanos) {
    this.endNanos = endNanos;
  }

  /** The end of a wait that begins now. */
  public static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** Whether it has come. */
  public boolean isOver() {
    return System.nanoTime() - endNanos >= 0;
  }

  /** Waits a little before the next look. */
  public void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoadTestException("interrupted while waiting", e);
    }
  }
}
