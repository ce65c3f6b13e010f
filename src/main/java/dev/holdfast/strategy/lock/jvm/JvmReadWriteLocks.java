package dev.holdfast.strategy.lock.jvm;

import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.lock.OrderedAcquisition;
import dev.holdfast.strategy.lock.SkuLocks;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** ReentrantReadWriteLocks of this JVM, in stripes: readers share one. */
public final class JvmReadWriteLocks implements SkuLocks {
  private final StripedLocks<ReentrantReadWriteLock> stripes;

  /**
   * @param stripes how many locks there are; at least one
   */
  public JvmReadWriteLocks(int stripes) {
    this.stripes = new StripedLocks<>(stripes, ReentrantReadWriteLock::new);
  }

  @Override
  public Optional<Held> acquire(Collection<Sku> skus, Duration waitMax) {
    return OrderedAcquisition.acquire(
        stripes.of(skus).stream().map(stripe -> new JvmLock(stripe.writeLock())).toList(), waitMax);
  }

  @Override
  public Optional<Held> acquireShared(Collection<Sku> skus, Duration waitMax) {
    return OrderedAcquisition.acquire(
        stripes.of(skus).stream().map(stripe -> new JvmLock(stripe.readLock())).toList(), waitMax);
  }

  @Override
  public boolean isReentrant() {
    return true;
  }
}
