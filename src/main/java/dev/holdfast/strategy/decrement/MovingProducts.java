package dev.holdfast.strategy.decrement;

import dev.holdfast.redis.stock.ReservationScripts;
import dev.holdfast.runtime.Deadline;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.store.StockLine;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Products whose slot of a Cluster was found half moved. A decrement, of one key, succeeds
 * meanwhile; a record, of several keys, fails: units that are taken then leak. So a record is
 * retried until the slot is moved, and until then no further counter of the product is lowered.
 * Safe for use by many threads.
 */
final class MovingProducts {
  /** How long a record is retried at most. A slot is half moved for milliseconds, as a rule. */
  static final Duration RETRY_MAX = Duration.ofSeconds(10);

  private static final Duration PAUSE = Duration.ofMillis(10);

  private final ReservationScripts takes;
  private final Set<Sku> found = ConcurrentHashMap.newKeySet();

  MovingProducts(ReservationScripts takes) {
    this.takes = takes;
  }

  /**
   * Called before a counter is lowered. One command where the slot was found half moved, else none.
   *
   * @throws StoreUnavailableException when it still is
   */
  void check(StockLine line) {
    if (found.contains(line.sku())) {
      takes.askTogether(line);
      found.remove(line.sku());
    }
  }

  /**
   * Runs the step that follows a lowered counter, and retries it while the slot moves.
   *
   * @throws StoreUnavailableException when it is refused for another reason, or for too long
   */
  <T> T retryWhileMoving(StockLine line, Supplier<T> step) {
    long end = System.nanoTime() + Deadline.atMost(RETRY_MAX).toNanos();
    while (true) {
      try {
        return step.get();
      } catch (StoreUnavailableException e) {
        if (!ReservationScripts.isHalfMoved(e)) {
          throw e;
        }
        found.add(line.sku());
        if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
          throw e;
        }
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
