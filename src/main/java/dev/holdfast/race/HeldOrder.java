package dev.holdfast.race;

import dev.holdfast.strategy.check.RaceWindow;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A race window that can hold one order for longer: the next one that comes between its check and
 * its take. All others pause for the usual time. Safe for use by many threads.
 */
final class HeldOrder implements RaceWindow {
  private final RaceWindow usual;
  private final AtomicReference<@Nullable Hold> next = new AtomicReference<>();

  HeldOrder(RaceWindow usual) {
    this.usual = usual;
  }

  /**
   * A hold of one order.
   *
   * @param onArrival what the thread of the order does before it waits
   * @param heldNanos how long it was held; zero until it goes on
   */
  record Hold(
      Runnable onArrival,
      Duration max,
      CountDownLatch arrived,
      CountDownLatch released,
      AtomicLong heldNanos) {
    /**
     * @param max how long the order is held at most
     */
    static Hold of(Duration max, Runnable onArrival) {
      return new Hold(
          onArrival, max, new CountDownLatch(1), new CountDownLatch(1), new AtomicLong());
    }

    /** Whether an order came and was held for so long. One that ended without it was not. */
    boolean lasted(Duration min) {
      return heldNanos.get() > 0 && heldNanos.get() >= min.toNanos();
    }

    private void keep() {
      onArrival.run();
      long from = System.nanoTime();
      arrived.countDown();
      try {
        var _ = released.await(max.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        heldNanos.set(Math.max(1, System.nanoTime() - from));
      }
    }
  }

  /** The next order that comes is held. */
  void hold(Hold hold) {
    next.set(hold);
  }

  /** No order that has not come yet is held. */
  void cancel() {
    next.set(null);
  }

  @Override
  public void pause() {
    Hold hold = next.getAndSet(null);
    if (hold == null) {
      usual.pause();
    } else {
      hold.keep();
    }
  }
}
