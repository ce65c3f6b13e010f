package dev.holdfast.strategy.lock.jvm;

import dev.holdfast.strategy.lock.OrderedAcquisition;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/** A lock of this JVM, as one of several that are acquired in order. */
record JvmLock(Lock lock) implements OrderedAcquisition.OneLock {
  @Override
  public boolean tryAcquire(long waitNanos) throws InterruptedException {
    return lock.tryLock(waitNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void release() {
    lock.unlock();
  }
}
