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

  private JvmMutexes(int stripes, boolean fair) {
    this.stripes = new StripedLocks<>(stripes, () -> new JvmLock(new ReentrantLock(fair)));
  }

  /**
   * Locks without fairness: a thread that arrives at the right moment may overtake waiting ones,
   * which is faster.
   */
  public static JvmMutexes of(int stripes) {
    return new JvmMutexes(stripes, false);
  }

  /** Fair locks: the thread that waits longest is next. */
  public static JvmMutexes fair(int stripes) {
    return new JvmMutexes(stripes, true);
  }

  @Override
  public Optional<Held> acquire(Collection<Sku> skus, Duration waitMax) {
    return OrderedAcquisition.acquire(stripes.of(skus), waitMax);
  }

  @Override
  public boolean isReentrant() {
    return true;
  }
}
