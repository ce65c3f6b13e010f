package dev.holdfast.strategy.lock.jvm;

import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.lock.OrderedAcquisition;
import dev.holdfast.strategy.lock.SkuLocks;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/** ReentrantReadWriteLocks of this JVM, in stripes: readers share one. */
public final class JvmReadWriteLocks implements SkuLocks {
  private final StripedLocks<Both> stripes;
  private final OrderedAcquisition acquisition;

  private record Both(JvmLock write, JvmLock read) {
    static Both of(Stripe stripe) {
      var lock = new ReentrantReadWriteLock();
      return new Both(
          new JvmLock(lock.writeLock(), stripe, false), new JvmLock(lock.readLock(), stripe, true));
    }
  }

  /**
   * @param stripes how many locks there are; at least one
   */
  public JvmReadWriteLocks(int stripes, OrderedAcquisition acquisition) {
    this.stripes = new StripedLocks<>(stripes, Both::of);
    this.acquisition = acquisition;
  }

  @Override
  public Optional<Held> acquire(Collection<Sku> skus, Duration waitMax) {
    return acquire(skus, Both::write, waitMax);
  }

  @Override
  public Optional<Held> acquireShared(Collection<Sku> skus, Duration waitMax) {
    return acquire(skus, Both::read, waitMax);
  }

  private Optional<Held> acquire(
      Collection<Sku> skus, Function<Both, JvmLock> kind, Duration waitMax) {
    return acquisition.acquire(
        stripes.of(skus, acquisition.isOrdered()).stream().map(kind).toList(), waitMax);
  }

  @Override
  public boolean isReentrant() {
    return true;
  }
}
