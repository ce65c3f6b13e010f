package dev.holdfast.journal;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that writes a journal of {@link NumberedEvents}, as one of several. It ends with its
 * standard input, so that none is left behind; or in the middle of one of its writes.
 */
public final class JournalProcess {
  /** How many of its writes are cut short, of all. */
  private static final double SHORT_SHARE = 0.1;

  /** The most events of a write. */
  static final int BATCH_MAX = 500;

  /** What it prints after it has tried for the lock, if it has not written anything. */
  static final String STANDS_BY = "stands by";

  /** It ended in the middle of a write. */
  static final int DIED_WRITING = 9;

  private static final int RUNS_BEFORE_IT_SAYS = 20;
  private static final long PAUSE_NANOS = 1_000_000;

  private final Random random;
  private long writesLeft;
  private boolean hasWritten;

  private JournalProcess(long seed, long writesMax) {
    this.random = new Random(seed);
    this.writesLeft = writesMax;
  }

  /**
   * Writes until it is ended.
   *
   * @param args the file, the number of events, the size of a file, a seed, and after how many
   *     writes it dies
   */
  public static void main(String[] args) throws IOException {
    var process = new JournalProcess(Long.parseLong(args[3]), Long.parseLong(args[4]));
    var settings =
        new JournalSettings(
            args[0],
            Long.parseLong(args[2]),
            10_000,
            Duration.ofMillis(1),
            BATCH_MAX,
            Duration.ZERO);
    Thread.ofPlatform().daemon().start(JournalProcess::endWithInput);
    try (var journal =
        new Journal(
            new NumberedEvents(Long.parseLong(args[1])),
            settings,
            Duration.ZERO,
            process::write,
            new SimpleMeterRegistry())) {
      for (long runs = 1; true; runs++) {
        journal.run();
        if (runs == RUNS_BEFORE_IT_SAYS && !process.hasWritten) {
          System.out.println(STANDS_BY);
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private static void endWithInput() {
    try {
      while (System.in.read() >= 0) {}
    } catch (IOException e) {
      // It ends all the same.
    }
    Runtime.getRuntime().halt(0);
  }

  private int write(FileChannel file, ByteBuffer bytes) throws IOException {
    hasWritten = true;
    int limit = bytes.limit();
    boolean dies = --writesLeft == 0;
    if (dies || random.nextDouble() < SHORT_SHARE) {
      bytes.limit(bytes.position() + 1 + random.nextInt(bytes.remaining()));
    }
    int count = file.write(bytes);
    if (dies) {
      Runtime.getRuntime().halt(DIED_WRITING);
    }
    bytes.limit(limit);
    return count;
  }
}
