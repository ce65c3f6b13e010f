package dev.holdfast.strategy.lock.redisson;

import dev.holdfast.redis.data.Keys;
import dev.holdfast.stock.Sku;
import java.util.List;
import java.util.function.Supplier;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;

/**
 * Ends the renewal of a lock while its holder pauses, for the lab. Where a process pauses as a
 * whole, its renewal does as well; where only a thread does, Redisson's timer goes on renewing. The
 * lock itself is left alone, and ends with its lease. Safe for use by many threads.
 */
public final class StoppedRenewal {
  private static final List<String> RENEWED = List.of("lock", "fair-lock", "read-write-lock");

  private final Supplier<RedissonClient> redisson;

  /**
   * @param redisson called at each use
   */
  public StoppedRenewal(Supplier<RedissonClient> redisson) {
    this.redisson = redisson;
  }

  /** Ends the renewal of the locks of a SKU that the current thread holds. */
  public void stop(Sku sku) {
    if (redisson.get() instanceof Redisson client) {
      var renewals = client.getServiceManager().getRenewalScheduler();
      long thread = Thread.currentThread().threadId();
      RENEWED.forEach(kind -> renewals.cancelLockRenewal(Keys.lock(sku, kind), thread));
    }
  }
}
