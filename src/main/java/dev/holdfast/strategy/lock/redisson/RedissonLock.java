package dev.holdfast.strategy.lock.redisson;

import dev.holdfast.locks.KnownLock;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.strategy.lock.OrderedAcquisition;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.redisson.api.RLock;
import org.redisson.client.RedisException;
import org.redisson.client.RedisTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lock in Redis, as one of several that are acquired in order. A lock found lost at its release
 * is counted and logged.
 *
 * @param lost see {@link #lost}
 */
record RedissonLock(RLock lock, Sku sku, boolean isShared, Counter lost)
    implements OrderedAcquisition.OneLock {
  private static final Logger log = LoggerFactory.getLogger(RedissonLock.class);

  /** Redisson has no type of its own for it. */
  private static final String LATE = "Unable to acquire subscription lock";

  /** Counts the locks that were found lost, of whatever kind they are. */
  static Counter lost(MeterRegistry meters) {
    return Counter.builder("holdfast.locks.lost")
        .description("Distributed locks that were found lost when they were released")
        .register(meters);
  }

  @Override
  public String name() {
    return lock.getName();
  }

  @Override
  public boolean covers(Sku other) {
    return sku.equals(other);
  }

  @Override
  public Optional<Lease> lease(long thread) {
    return Optional.of(leaseOf(lock, thread));
  }

  /** What Redis says of a lock, which may be the lock of another thread. */
  static KnownLock.Lease leaseOf(RLock lock, long thread) {
    try {
      return new KnownLock.Lease(lock.isHeldByThread(thread), Math.max(0, lock.remainTimeToLive()));
    } catch (RedisException e) {
      throw unavailable(e);
    }
  }

  @Override
  public boolean tryAcquire(long waitNanos) throws InterruptedException {
    try {
      // In milliseconds and never zero: a fair lock takes the number for milliseconds whatever its
      // unit, and keeps the place of a waiter that dies for so long; with zero, for five minutes.
      return lock.tryLock(
          Math.max(1, TimeUnit.NANOSECONDS.toMillis(waitNanos)), TimeUnit.MILLISECONDS);
    } catch (RedisException e) {
      return notAcquired(e);
    }
  }

  /**
   * What a fault of a request for a lock means. Redisson waits for the news of a lock that it did
   * not get; where the time is over while it still subscribes to them, the answer may be this fault
   * instead of false.
   *
   * @return false where the time of the request is over
   * @throws StoreUnavailableException at any other fault
   */
  static boolean notAcquired(RedisException e) {
    if (e instanceof RedisTimeoutException && String.valueOf(e.getMessage()).startsWith(LATE)) {
      return false;
    }
    throw unavailable(e);
  }

  /** A lock that was acquired although its reply was lost ends with its lease. */
  static StoreUnavailableException unavailable(RedisException e) {
    return new StoreUnavailableException("the lock cannot be asked for: " + e.getMessage(), e);
  }

  @Override
  public void release() {
    try {
      lock.unlock();
    } catch (IllegalMonitorStateException e) {
      lost.increment();
      log.warn("lock {} was lost while it was held; its lease had ended", lock.getName());
    } catch (RedisException e) {
      lost.increment();
      log.warn(
          "lock {} could not be released and ends with its lease: {}",
          lock.getName(),
          e.getMessage());
    }
  }
}
