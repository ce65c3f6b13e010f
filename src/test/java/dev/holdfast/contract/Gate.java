package dev.holdfast.contract;

import dev.holdfast.stock.strategy.RaceWindow;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A race window that holds the first order that comes until it is let go; everybody else passes.
 */
final class Gate implements RaceWindow {
  private static final Duration WAIT_MAX = Duration.ofSeconds(20);

  private final AtomicBoolean taken = new AtomicBoolean();
  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch open = new CountDownLatch(1);

  @Override
  public void hold() {
    if (taken.compareAndSet(false, true)) {
      arrived.countDown();
      await(open);
    }
  }

  /** Waits until an order stands between check and take. */
  void awaitArrival() {
    await(arrived);
  }

  /** Lets it go on. */
  void letGo() {
    open.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(WAIT_MAX.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("nobody came within " + WAIT_MAX);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
