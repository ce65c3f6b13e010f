package dev.holdfast.strategy.lock.jvm;

import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.lock.OrderedAcquisition;
import dev.holdfast.strategy.lock.SkuLocks;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Semaphores of this JVM with one permit each, in stripes. A permit has no owner: any thread may
 * release it, and a holder that acquires it again waits for itself. So these are not re-entrant,
 * and an excess release would go unnoticed: {@link OrderedAcquisition} releases only what it
 * acquired.
 */
public final class JvmSemaphores implements SkuLocks {
  private final StripedLocks<Permit> stripes;

  /**
   * @param stripes how many semaphores there are; at least one
   */
  public JvmSemaphores(int stripes) {
    this.stripes = new StripedLocks<>(stripes, () -> new Permit(new Semaphore(1)));
  }

  private record Permit(Semaphore semaphore) implements OrderedAcquisition.OneLock {
    @Override
    public boolean tryAcquire(long waitNanos) throws InterruptedException {
      return semaphore.tryAcquire(waitNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void release() {
      semaphore.release();
    }
  }

  @Override
  public Optional<Held> acquire(Collection<Sku> skus, Duration waitMax) {
    return OrderedAcquisition.acquire(stripes.of(skus), waitMax);
  }

  @Override
  public boolean isReentrant() {
    return false;
  }
}
