package dev.holdfast.stock.lock;

import dev.holdfast.stock.Sku;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/**
 * One kind of lock in front of another: threads of one JVM queue at the near one, so that only one
 * of them at a time goes to the far one.
 */
public final class ChainedLocks implements SkuLocks {
  private final SkuLocks near;
  private final SkuLocks far;

  public ChainedLocks(SkuLocks near, SkuLocks far) {
    this.near = near;
    this.far = far;
  }

  @Override
  public Optional<Held> acquire(Collection<Sku> skus, Duration waitMax) {
    long deadline = System.nanoTime() + waitMax.toNanos();
    Optional<Held> first = near.acquire(skus, waitMax);
    if (first.isEmpty()) {
      return first;
    }
    Optional<Held> second = Optional.empty();
    try {
      second = far.acquire(skus, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    } finally {
      if (second.isEmpty()) {
        first.get().close();
      }
    }
    return second.map(held ->
        () -> {
          try {
            held.close();
          } finally {
            first.get().close();
          }
        });
  }
}
