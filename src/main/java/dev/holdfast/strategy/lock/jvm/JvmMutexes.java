package dev.holdfast.strategy.lock.jvm;

import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.lock.OrderedAcquisition;
import dev.holdfast.strategy.lock.SkuLocks;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** ReentrantLocks of this JVM, in stripes. */
public final class JvmMutexes implements SkuLocks {
  private final StripedLocks<JvmLock> stripes;
  private final OrderedAcquisition acquisition;

  private JvmMutexes(int stripes, boolean fair, OrderedAcquisition acquisition) {
    this.stripes =
        new StripedLocks<>(stripes, stripe -> new JvmLock(new ReentrantLock(fair), stripe, false));
    this.acquisition = acquisition;
  }

  /**
   * Locks without fairness: a thread that arrives at the right moment may overtake waiting ones,
   * which is faster.
   */
  public static JvmMutexes of(int stripes, OrderedAcquisition acquisition) {
    return new JvmMutexes(stripes, false, acquisition);
  }

  /** Fair locks: the thread that waits longest is next. */
  public static JvmMutexes fair(int stripes, OrderedAcquisition acquisition) {
    return new JvmMutexes(stripes, true, acquisition);
  }

  @Override
  public Optional<Held> acquire(Collection<Sku> skus, Duration waitMax) {
    return acquisition.acquire(stripes.of(skus, acquisition.isOrdered()), waitMax);
  }

  @Override
  public boolean isReentrant() {
    return true;
  }
}
