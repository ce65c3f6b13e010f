package dev.holdfast.testing;

import dev.holdfast.strategy.check.RaceWindow;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A race window that holds the first order that comes, or a later one, until it is let go;
 * everybody else passes.
 */
public final class Breakpoint implements RaceWindow {
  private static final Duration WAIT_MAX = Duration.ofSeconds(20);

  private final int number;
  private final AtomicInteger came = new AtomicInteger();
  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch open = new CountDownLatch(1);

  public Breakpoint() {
    this(1);
  }

  /** Holds whoever comes as the one of this number. */
  public Breakpoint(int number) {
    this.number = number;
  }

  @Override
  public void pause() {
    if (came.incrementAndGet() == number) {
      arrived.countDown();
      await(open);
    }
  }

  /** Waits until an order stands between check and take. */
  public void awaitArrival() {
    await(arrived);
  }

  /** Lets it go on. */
  public void letGo() {
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
