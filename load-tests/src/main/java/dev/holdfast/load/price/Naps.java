package dev.holdfast.load.price;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * Short sleeps of a thread until its next request is due. Linux lets a sleep end 50 µs late, so
 * that several end together, unless the thread asks for less: requests of a steady rate would leave
 * in groups.
 */
final class Naps {
  /** How late an answer may be read while no request is due. */
  private static final long NAP_NANOS = 50_000;

  private static final String LEAST_SLACK_NANOS = "1";

  private Naps() {}

  /** Asks that naps of this thread end when they should, where the system can. */
  static void beExact() {
    try {
      Path thread = Path.of("/proc/thread-self").toRealPath().getFileName();
      Files.writeString(Path.of("/proc", thread.toString(), "timerslack_ns"), LEAST_SLACK_NANOS);
    } catch (IOException e) {
      // Without it a few requests more leave together, which the report shows.
    }
  }

  /** Sleeps for at most so long; not at all where that is over. */
  static void nap(long nanos) {
    if (nanos > 0) {
      LockSupport.parkNanos(Math.min(nanos, NAP_NANOS));
    }
  }
}
