package dev.holdfast.locks;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The deadlocks that were found: the latest to be shown, all counted. Safe for use by many threads.
 */
public final class Deadlocks {
  private static final Logger log = LoggerFactory.getLogger(Deadlocks.class);

  /** How many are kept to be shown. */
  private static final int KEPT_MAX = 20;

  private final Deque<Deadlock> latest = new ArrayDeque<>();
  private final Counter counted;

  public Deadlocks(MeterRegistry meters) {
    this.counted =
        Counter.builder("holdfast.locks.deadlocks")
            .description("Deadlocks that were found: locks that waited for each other in a circle")
            .register(meters);
  }

  /** Keeps one to be shown. */
  public synchronized void show(Deadlock deadlock) {
    latest.addFirst(deadlock);
    while (latest.size() > KEPT_MAX) {
      latest.removeLast();
    }
  }

  /**
   * Names one in the log, and counts it; to be called once for each.
   *
   * @param end what ends it
   */
  public void name(Deadlock deadlock, String end) {
    counted.increment();
    log.warn("deadlock, which {} ends: {}", end, deadlock.describe());
  }

  /** The latest, the last one first. */
  public synchronized List<Deadlock> latest() {
    return List.copyOf(latest);
  }
}
