package dev.holdfast.testing;

import dev.holdfast.strategy.check.RaceWindow;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A race window in which a number of orders wait for each other: whoever is between check and take
 * stays there until all have come, or until it is certain enough that the others are kept out. So a
 * race needs no luck.
 */
public final class Rendezvous implements RaceWindow {
  private final CountDownLatch all;
  private final Duration waitMax;

  public Rendezvous(int size, Duration waitMax) {
    this.all = new CountDownLatch(size);
    this.waitMax = waitMax;
  }

  @Override
  public void pause() {
    all.countDown();
    try {
      if (!all.await(waitMax.toMillis(), TimeUnit.MILLISECONDS)) {
        // The strategy keeps the others out: that is its job, not an error.
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public boolean happened() {
    return all.getCount() == 0;
  }
}
