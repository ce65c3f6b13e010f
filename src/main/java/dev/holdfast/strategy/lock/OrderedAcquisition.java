package dev.holdfast.strategy.lock;

import dev.holdfast.stock.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Acquires locks one after the other, all or none, within one bound. */
public final class OrderedAcquisition {
  private OrderedAcquisition() {}

  /** One lock, of whatever kind. */
  public interface OneLock {
    /**
     * Whether it was acquired in time.
     *
     * @param waitNanos how long to wait; with zero it is tried once
     * @throws StoreUnavailableException when the lock lives in a store that cannot be asked
     */
    boolean tryAcquire(long waitNanos) throws InterruptedException;

    /** Releases the lock; never throws. */
    void release();
  }

  /** Locks are released in the opposite order. */
  public static Optional<SkuLocks.Held> acquire(List<? extends OneLock> locks, Duration waitMax) {
    long deadline = System.nanoTime() + waitMax.toNanos();
    Deque<OneLock> held = new ArrayDeque<>();
    try {
      for (OneLock lock : locks) {
        if (!lock.tryAcquire(Math.max(0, deadline - System.nanoTime()))) {
          held.forEach(OneLock::release);
          return Optional.empty();
        }
        held.push(lock);
      }
    } catch (InterruptedException e) {
      // Released first: what has to ask a store for it cannot do so while it is interrupted.
      held.forEach(OneLock::release);
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while waiting for a lock", e);
    } catch (StoreUnavailableException e) {
      held.forEach(OneLock::release);
      throw e;
    }
    return Optional.of(() -> held.forEach(OneLock::release));
  }
}
