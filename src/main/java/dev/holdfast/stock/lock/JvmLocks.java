package dev.holdfast.stock.lock;

import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/**
 * ReentrantLocks of this JVM, in stripes: a SKU always has the same one, and several SKUs may share
 * one. A single stripe is one mutex for all. They are acquired in the order of the stripes, each
 * once, which is what keeps two baskets from deadlocking; the order of the SKUs would not, since it
 * says nothing about stripes.
 */
public final class JvmLocks implements SkuLocks {
  private final Lock[] stripes;

  /**
   * @param stripes how many locks there are; at least one
   */
  public JvmLocks(int stripes) {
    if (stripes < 1) {
      throw new IllegalArgumentException("there must be a lock");
    }
    this.stripes = new Lock[stripes];
    for (int i = 0; i < stripes; i++) {
      this.stripes[i] = new ReentrantLock();
    }
  }

  @Override
  public Optional<Held> acquire(Collection<Sku> skus, Duration waitMax) {
    long deadline = System.nanoTime() + waitMax.toNanos();
    Deque<Lock> held = new ArrayDeque<>();
    for (int stripe : stripesOf(skus)) {
      if (!tryLock(stripes[stripe], deadline - System.nanoTime(), held)) {
        held.forEach(Lock::unlock);
        return Optional.empty();
      }
      held.push(stripes[stripe]);
    }
    return Optional.of(() -> held.forEach(Lock::unlock));
  }

  private int[] stripesOf(Collection<Sku> skus) {
    return skus.stream()
        .flatMapToInt(sku -> IntStream.of(Math.floorMod(spread(sku.hashCode()), stripes.length)))
        .distinct()
        .sorted()
        .toArray();
  }

  /** SKUs often differ in their last characters only: mix, so that they do not share low bits. */
  private static int spread(int hash) {
    return hash ^ (hash >>> 16);
  }

  private static boolean tryLock(Lock lock, long waitNanos, Deque<Lock> held) {
    try {
      return lock.tryLock(Math.max(0, waitNanos), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      held.forEach(Lock::unlock);
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while waiting for a lock", e);
    }
  }
}
