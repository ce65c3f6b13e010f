package dev.holdfast.strategy.lock.redisson;

import dev.holdfast.redis.data.Keys;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.lock.OrderedAcquisition;
import dev.holdfast.strategy.lock.SkuLocks;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.redisson.api.RReadWriteLock;
import org.redisson.api.RedissonClient;

/**
 * Redisson's locks, one for each SKU, renewed by its watchdog while the holder lives. Their holder
 * is the thread, and they are re-entrant.
 *
 * <p>Such a lock can be lost while it is held: when the holder pauses past its lease, or Redis
 * loses it.
 */
public final class RedissonLocks implements SkuLocks {
  private final Supplier<RedissonClient> redisson;
  private final Kind exclusive;
  private final Kind shared;
  private final OrderedAcquisition acquisition;

  private RedissonLocks(
      Supplier<RedissonClient> redisson,
      Kind exclusive,
      Kind shared,
      OrderedAcquisition acquisition) {
    this.redisson = redisson;
    this.exclusive = exclusive;
    this.shared = shared;
    this.acquisition = acquisition;
  }

  /** Makes the lock of a SKU. */
  @FunctionalInterface
  private interface Kind {
    OrderedAcquisition.OneLock of(RedissonClient client, Sku sku);
  }

  /**
   * RLocks, without fairness.
   *
   * @param redisson called at each use, so that a client is created only when a lock needs it
   */
  public static RedissonLocks plain(
      Supplier<RedissonClient> redisson, MeterRegistry meters, OrderedAcquisition acquisition) {
    Counter lost = RedissonLock.lost(meters);
    Kind lock =
        (client, sku) -> new RedissonLock(client.getLock(Keys.lock(sku, "lock")), sku, false, lost);
    return new RedissonLocks(redisson, lock, lock, acquisition);
  }

  /**
   * RFairLocks: instances acquire it in the order of their requests. An instance that died while it
   * waited keeps its place, and blocks the others, for as long as it would have waited after the
   * lease of the holder at that time. So every wait must be bounded, which {@link #acquire}
   * demands. Of one client, one thread at a time may request a lock. The clocks of instances
   * measure the places; they decide which waiter is next, never how many hold the lock.
   */
  public static RedissonLocks fair(
      Supplier<RedissonClient> redisson, MeterRegistry meters, OrderedAcquisition acquisition) {
    Counter lost = RedissonLock.lost(meters);
    Set<String> inDoubt = ConcurrentHashMap.newKeySet();
    Kind lock =
        (client, sku) ->
            new RedissonFairLock(
                new RedissonLock(client.getFairLock(Keys.lock(sku, "fair-lock")), sku, false, lost),
                client,
                inDoubt);
    return new RedissonLocks(redisson, lock, lock, acquisition);
  }

  /** RReadWriteLocks: readers share one. */
  public static RedissonLocks readWrite(
      Supplier<RedissonClient> redisson, MeterRegistry meters, OrderedAcquisition acquisition) {
    Counter lost = RedissonLock.lost(meters);
    return new RedissonLocks(
        redisson,
        (client, sku) -> new RedissonLock(readWriteLock(client, sku).writeLock(), sku, false, lost),
        (client, sku) -> new RedissonLock(readWriteLock(client, sku).readLock(), sku, true, lost),
        acquisition);
  }

  private static RReadWriteLock readWriteLock(RedissonClient client, Sku sku) {
    return client.getReadWriteLock(Keys.lock(sku, "read-write-lock"));
  }

  @Override
  public Optional<Held> acquire(Collection<Sku> skus, Duration waitMax) {
    return acquire(skus, waitMax, exclusive);
  }

  @Override
  public Optional<Held> acquireShared(Collection<Sku> skus, Duration waitMax) {
    return acquire(skus, waitMax, shared);
  }

  private Optional<Held> acquire(Collection<Sku> skus, Duration waitMax, Kind kind) {
    long deadline = System.nanoTime() + waitMax.toNanos();
    RedissonClient client = redisson.get();
    var locks = acquisition.inOrder(skus).stream().map(sku -> kind.of(client, sku)).toList();
    return acquisition.acquire(locks, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
  }

  @Override
  public boolean isReentrant() {
    return true;
  }
}
