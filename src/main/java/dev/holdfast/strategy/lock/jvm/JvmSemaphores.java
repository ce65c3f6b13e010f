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
  private final OrderedAcquisition acquisition;

  /**
   * @param stripes how many semaphores there are; at least one
   */
  public JvmSemaphores(int stripes, OrderedAcquisition acquisition) {
    this.stripes = new StripedLocks<>(stripes, stripe -> new Permit(new Semaphore(1), stripe));
    this.acquisition = acquisition;
  }

  private record Permit(Semaphore semaphore, Stripe stripe) implements OrderedAcquisition.OneLock {
    @Override
    public String name() {
      return stripe.toString();
    }

    @Override
    public boolean covers(Sku sku) {
      return stripe.covers(sku);
    }

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
    return acquisition.acquire(stripes.of(skus, acquisition.isOrdered()), waitMax);
  }

  @Override
  public boolean isReentrant() {
    return false;
  }
}
