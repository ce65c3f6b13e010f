package dev.holdfast.race;

import dev.holdfast.strategy.check.RaceWindow;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A race window with a gate for each thread that has one: the thread waits there until its gate is
 * opened. A gate that is open lets pass, and so does the window where there is no gate. Safe for
 * use by many threads.
 */
final class Gates implements RaceWindow {
  private final Duration waitMax;
  private final Map<Thread, Gate> gates = new ConcurrentHashMap<>();

  /**
   * @param waitMax how long a thread waits at its gate at most
   */
  Gates(Duration waitMax) {
    this.waitMax = waitMax;
  }

  /** A gate, closed at first. */
  static final class Gate {
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    /** Whether its thread has come to it. */
    boolean isReached() {
      return arrived.getCount() == 0;
    }

    /** Lets its thread pass, now and later. */
    void open() {
      open.countDown();
    }
  }

  /** Gives a thread that has not begun a gate. */
  Gate before(Thread thread) {
    var gate = new Gate();
    gates.put(thread, gate);
    return gate;
  }

  @Override
  public void pause() {
    Gate gate = gates.get(Thread.currentThread());
    if (gate == null) {
      return;
    }
    gate.arrived.countDown();
    try {
      var _ = gate.open.await(waitMax.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
