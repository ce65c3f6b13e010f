package dev.holdfast.stock.lock;

import dev.holdfast.stock.Sku;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** ReentrantReadWriteLocks of this JVM, in stripes: those who share one hold it together. */
public final class JvmReadWriteLocks implements SkuLocks {
  private final Stripes<ReentrantReadWriteLock> stripes;

  /**
   * @param stripes how many locks there are; at least one
   */
  public JvmReadWriteLocks(int stripes) {
    this.stripes = new Stripes<>(stripes, ReentrantReadWriteLock::new);
  }

  @Override
  public Optional<Held> acquire(Collection<Sku> skus, Duration waitMax) {
    return InOrder.acquire(
        stripes.of(skus).stream().map(stripe -> new JvmLock(stripe.writeLock())).toList(), waitMax);
  }

  @Override
  public Optional<Held> acquireShared(Collection<Sku> skus, Duration waitMax) {
    return InOrder.acquire(
        stripes.of(skus).stream().map(stripe -> new JvmLock(stripe.readLock())).toList(), waitMax);
  }

  @Override
  public boolean isReentrant() {
    return true;
  }
}
