package dev.holdfast.stock.lock;

import dev.holdfast.redis.Keys;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Redisson's RLock for each SKU, renewed by its watchdog while the holder lives. Its holder is the
 * thread.
 *
 * <p>Such a lock can be lost while it is held: when the holder pauses past its lease, or Redis
 * loses it. A lock found lost at its release is counted ({@code holdfast.locks.lost}) and logged.
 */
public final class RedissonLocks implements SkuLocks {
  private static final Logger log = LoggerFactory.getLogger(RedissonLocks.class);

  private final Supplier<RedissonClient> redisson;
  private final Counter lost;

  /**
   * @param redisson asked at each use, so that a client that nobody needs is never created
   */
  public RedissonLocks(Supplier<RedissonClient> redisson, MeterRegistry meters) {
    this.redisson = redisson;
    this.lost =
        Counter.builder("holdfast.locks.lost")
            .description("Distributed locks that were found lost when they were released")
            .register(meters);
  }

  @Override
  public Optional<Held> acquire(Collection<Sku> skus, Duration waitMax) {
    long deadline = System.nanoTime() + waitMax.toNanos();
    Deque<RLock> held = new ArrayDeque<>();
    try {
      for (Sku sku : new TreeSet<>(skus)) {
        RLock lock = redisson.get().getLock(Keys.lock(sku));
        if (!lock.tryLock(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
          held.forEach(this::release);
          return Optional.empty();
        }
        held.push(lock);
      }
    } catch (InterruptedException e) {
      held.forEach(this::release);
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while waiting for a lock", e);
    } catch (RedisException e) {
      // A lock that was acquired without our knowing ends with its lease.
      held.forEach(this::release);
      throw new StoreUnavailableException("the lock cannot be asked for: " + e.getMessage(), e);
    }
    return Optional.of(() -> held.forEach(this::release));
  }

  private void release(RLock lock) {
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
