package dev.holdfast.strategy.lock.jvm;

import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.lock.OrderedAcquisition;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/** A lock of this JVM, as one of several that are acquired in order. */
record JvmLock(Lock lock, Stripe stripe, boolean isShared) implements OrderedAcquisition.OneLock {
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
    return lock.tryLock(waitNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void release() {
    lock.unlock();
  }
}
