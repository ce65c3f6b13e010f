package dev.holdfast.postgres.transaction;

import dev.holdfast.runtime.Deadline;
import dev.holdfast.stock.Sku;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many transactions of this instance want one SKU at the same time, before they take a
 * connection. Without that, callers for one hot product hold every connection while they wait for
 * its row, and orders for all others wait behind them. Safe for use by many threads.
 */
public final class SkuPermits {
  private static final int STRIPES = 1024;

  private final Semaphore[] stripes = new Semaphore[STRIPES];
  private final Duration wait;

  public SkuPermits(TransactionSettings settings) {
    Arrays.setAll(stripes, stripe -> new Semaphore(settings.takesPerSkuMax(), true));
    this.wait = settings.connectionWait();
  }

  /**
   * Runs a task with a permit for each SKU, acquired in an order that is the same for all.
   *
   * @return null when they were not to be had in time; the task has not run then
   */
  public <T> @Nullable T within(Collection<Sku> skus, Supplier<T> task) {
    int[] wanted = skus.stream().mapToInt(SkuPermits::stripe).sorted().distinct().toArray();
    long until = System.nanoTime() + Deadline.atMost(wait).toNanos();
    int held = 0;
    try {
      while (held < wanted.length) {
        if (!stripes[wanted[held]].tryAcquire(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          return null;
        }
        held++;
      }
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } finally {
      for (int i = 0; i < held; i++) {
        stripes[wanted[i]].release();
      }
    }
  }

  private static int stripe(Sku sku) {
    int hash = sku.value().hashCode();
    return (hash ^ (hash >>> 16)) & (STRIPES - 1);
  }
}
