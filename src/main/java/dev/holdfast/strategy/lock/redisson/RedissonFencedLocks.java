package dev.holdfast.strategy.lock.redisson;

import dev.holdfast.redis.data.Keys;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.lock.OrderedAcquisition;
import dev.holdfast.strategy.lock.SkuLocks;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.redisson.api.RFencedLock;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisException;

/**
 * Redisson's RFencedLock for each SKU. Its lease is not renewed: Redis detects a holder that takes
 * longer by its token, which is lower than that of the next holder.
 */
public final class RedissonFencedLocks implements SkuLocks {
  private static final String KIND = "fenced-lock";

  private final Supplier<RedissonClient> redisson;
  private final Counter lost;
  private final OrderedAcquisition acquisition;
  private final ThreadLocal<Map<Sku, Holding>> mine = ThreadLocal.withInitial(HashMap::new);

  /**
   * @param redisson called at each use, so that a client is created only when a lock needs it
   */
  public RedissonFencedLocks(
      Supplier<RedissonClient> redisson, MeterRegistry meters, OrderedAcquisition acquisition) {
    this.redisson = redisson;
    this.lost = RedissonLock.lost(meters);
    this.acquisition = acquisition;
  }

  /** What a thread holds, and how often it has acquired it. */
  private static final class Holding {
    private final RFencedLock lock;
    private final long token;
    private int times = 1;

    Holding(RFencedLock lock, long token) {
      this.lock = lock;
      this.token = token;
    }
  }

  @Override
  public Optional<Held> acquire(Collection<Sku> skus, Duration waitMax) {
    long deadline = System.nanoTime() + waitMax.toNanos();
    RedissonClient client = redisson.get();
    List<FencedLock> locks = new ArrayList<>();
    acquisition.inOrder(skus).forEach(sku -> locks.add(new FencedLock(client, sku)));
    return acquisition
        .acquire(locks, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))
        .map(held -> new FencedHeld(held, tokens(skus)));
  }

  private Map<Sku, Long> tokens(Collection<Sku> skus) {
    Map<Sku, Long> tokens = new HashMap<>();
    Map<Sku, Holding> holdings = mine.get();
    for (Sku sku : skus) {
      Holding holding = holdings.get(sku);
      if (holding != null) {
        tokens.put(sku, holding.token);
      }
    }
    return tokens;
  }

  @Override
  public boolean isReentrant() {
    return true;
  }

  private record FencedHeld(Held held, Map<Sku, Long> fences) implements Held {
    FencedHeld {
      fences = Map.copyOf(fences);
    }

    @Override
    public void close() {
      held.close();
    }
  }

  private final class FencedLock implements OrderedAcquisition.OneLock {
    private final RedissonClient client;
    private final Sku sku;

    FencedLock(RedissonClient client, Sku sku) {
      this.client = client;
      this.sku = sku;
    }

    @Override
    public String name() {
      return Keys.lock(sku, KIND);
    }

    @Override
    public boolean covers(Sku other) {
      return sku.equals(other);
    }

    @Override
    public Optional<Lease> lease(long thread) {
      return Optional.of(RedissonLock.leaseOf(client.getFencedLock(name()), thread));
    }

    @Override
    public boolean tryAcquire(long waitNanos) {
      Holding outer = mine.get().get(sku);
      if (outer != null) {
        // Redisson would issue a new token, even to a holder whose lease has ended meanwhile and
        // that has read under the old one.
        outer.times++;
        return true;
      }
      RFencedLock lock = client.getFencedLock(name());
      long lease = client.getConfig().getLockWatchdogTimeout();
      try {
        Long token =
            lock.tryLockAndGetToken(
                TimeUnit.NANOSECONDS.toMillis(waitNanos), lease, TimeUnit.MILLISECONDS);
        if (token == null) {
          return false;
        }
        mine.get().put(sku, new Holding(lock, token));
        return true;
      } catch (RedisException e) {
        return RedissonLock.notAcquired(e);
      }
    }

    @Override
    public void release() {
      Holding holding = mine.get().get(sku);
      if (holding != null && --holding.times == 0) {
        mine.get().remove(sku);
        new RedissonLock(holding.lock, sku, false, lost).release();
      }
    }
  }
}
