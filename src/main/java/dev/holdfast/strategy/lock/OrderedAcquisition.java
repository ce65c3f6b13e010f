package dev.holdfast.strategy.lock;

import dev.holdfast.locks.KnownLock;
import dev.holdfast.locks.LockNotes;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.strategy.check.RaceWindow;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedCollection;
import java.util.TreeSet;

/**
 * Acquires locks one after the other, all or none, within one bound, and notes who holds them and
 * who waits. Safe for use by many threads.
 */
public final class OrderedAcquisition {
  private final LockNotes notes;
  private final boolean ordered;
  private final RaceWindow between;

  private OrderedAcquisition(LockNotes notes, boolean ordered, RaceWindow between) {
    this.notes = notes;
    this.ordered = ordered;
    this.between = between;
  }

  /** Acquires in an order that is the same for all, so that two baskets cannot deadlock. */
  public OrderedAcquisition(LockNotes notes) {
    this(notes, true, RaceWindow.NONE);
  }

  /**
   * Acquires in the order in which SKUs are given, for the lab: two opposite baskets deadlock.
   *
   * @param between where it pauses while it holds some of several locks
   */
  public static OrderedAcquisition asGiven(LockNotes notes, RaceWindow between) {
    return new OrderedAcquisition(notes, false, between);
  }

  /** One lock, of whatever kind. */
  public interface OneLock extends KnownLock {
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

  /** Whether locks are acquired in an order that is the same for all. */
  public boolean isOrdered() {
    return ordered;
  }

  /** SKUs, each once, in the order in which their locks are acquired. */
  public SequencedCollection<Sku> inOrder(Collection<Sku> skus) {
    return ordered ? new TreeSet<>(skus) : new LinkedHashSet<>(skus);
  }

  /** Locks are acquired in this order and released in the opposite one. */
  public Optional<SkuLocks.Held> acquire(List<? extends OneLock> locks, Duration waitMax) {
    long deadline = System.nanoTime() + waitMax.toNanos();
    Deque<OneLock> held = new ArrayDeque<>();
    try {
      for (OneLock lock : locks) {
        if (!held.isEmpty()) {
          between.pause();
        }
        notes.waits(lock);
        if (!lock.tryAcquire(Math.max(0, deadline - System.nanoTime()))) {
          notes.gaveUp();
          release(held);
          return Optional.empty();
        }
        notes.acquired();
        held.push(lock);
      }
    } catch (InterruptedException e) {
      // Released first: what has to ask a store for it cannot do so while it is interrupted.
      notes.gaveUp();
      release(held);
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while waiting for a lock", e);
    } catch (RuntimeException | Error e) {
      // Whatever it is: a lock that no thread has would be held for ever.
      notes.gaveUp();
      release(held);
      throw e;
    }
    return Optional.of(() -> release(held));
  }

  private void release(Deque<OneLock> held) {
    for (OneLock lock : held) {
      notes.releases(lock);
      lock.release();
    }
  }
}
