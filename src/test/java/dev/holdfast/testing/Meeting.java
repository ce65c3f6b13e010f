package dev.holdfast.testing;

import dev.holdfast.strategy.check.RaceWindow;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A race window in which all orders meet, a number of times one after the other: each waits until
 * all have come. Later on they pass.
 */
public final class Meeting implements RaceWindow {
  private static final int WAIT_MAX_S = 30;

  private final CyclicBarrier barrier;
  private final int passes;
  private final AtomicInteger came = new AtomicInteger();

  /**
   * @param orders how many meet
   * @param times how often
   */
  public Meeting(int orders, int times) {
    barrier = new CyclicBarrier(orders);
    passes = orders * times;
  }

  @Override
  public void pause() {
    if (came.incrementAndGet() > passes) {
      return;
    }
    try {
      barrier.await(WAIT_MAX_S, TimeUnit.SECONDS);
    } catch (BrokenBarrierException | TimeoutException e) {
      throw new AssertionError("they did not meet", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
