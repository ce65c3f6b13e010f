package dev.holdfast.stock.lock;

import dev.holdfast.redis.Keys;
import dev.holdfast.stock.Sku;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.redisson.api.RLock;
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
  private final BiFunction<RedissonClient, Sku, RLock> exclusive;
  private final BiFunction<RedissonClient, Sku, RLock> shared;
  private final Counter lost;

  private RedissonLocks(
      Supplier<RedissonClient> redisson,
      BiFunction<RedissonClient, Sku, RLock> exclusive,
      BiFunction<RedissonClient, Sku, RLock> shared,
      MeterRegistry meters) {
    this.redisson = redisson;
    this.exclusive = exclusive;
    this.shared = shared;
    this.lost = RedissonLock.lost(meters);
  }

  /**
   * RLocks: whoever asks at the right moment gets it.
   *
   * @param redisson asked at each use, so that a client that nobody needs is never created
   */
  public static RedissonLocks plain(Supplier<RedissonClient> redisson, MeterRegistry meters) {
    BiFunction<RedissonClient, Sku, RLock> lock =
        (client, sku) -> client.getLock(Keys.lock(sku, "lock"));
    return new RedissonLocks(redisson, lock, lock, meters);
  }

  /**
   * RFairLocks: instances get it in the order in which they asked. One that died while it waited
   * holds the others up until its place in the queue has expired.
   */
  public static RedissonLocks fair(Supplier<RedissonClient> redisson, MeterRegistry meters) {
    BiFunction<RedissonClient, Sku, RLock> lock =
        (client, sku) -> client.getFairLock(Keys.lock(sku, "fair-lock"));
    return new RedissonLocks(redisson, lock, lock, meters);
  }

  /** RReadWriteLocks: those who share one hold it together. */
  public static RedissonLocks readWrite(Supplier<RedissonClient> redisson, MeterRegistry meters) {
    return new RedissonLocks(
        redisson,
        (client, sku) -> client.getReadWriteLock(Keys.lock(sku, "read-write-lock")).writeLock(),
        (client, sku) -> client.getReadWriteLock(Keys.lock(sku, "read-write-lock")).readLock(),
        meters);
  }

  @Override
  public Optional<Held> acquire(Collection<Sku> skus, Duration waitMax) {
    return acquire(skus, waitMax, exclusive);
  }

  @Override
  public Optional<Held> acquireShared(Collection<Sku> skus, Duration waitMax) {
    return acquire(skus, waitMax, shared);
  }

  private Optional<Held> acquire(
      Collection<Sku> skus, Duration waitMax, BiFunction<RedissonClient, Sku, RLock> kind) {
    long deadline = System.nanoTime() + waitMax.toNanos();
    RedissonClient client = redisson.get();
    var locks =
        new TreeSet<>(skus)
            .stream().map(sku -> new RedissonLock(kind.apply(client, sku), lost)).toList();
    return InOrder.acquire(
        locks, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
  }

  @Override
  public boolean isReentrant() {
    return true;
  }
}
