package dev.holdfast.strategy.lock;

import dev.holdfast.stock.Sku;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * One kind of lock in front of another: threads of one JVM queue at the near one, so that only one
 * of them at a time goes to the far one. Those who share the near one go to the far one one after
 * the other, and hold it together.
 */
public final class TwoLevelLocks implements SkuLocks {
  private final SkuLocks near;
  private final SkuLocks turnstile;
  private final SkuLocks far;

  /**
   * @param near what threads of one JVM hold as long as they hold the far one
   * @param turnstile what they hold while they wait for the far one
   */
  public TwoLevelLocks(SkuLocks near, SkuLocks turnstile, SkuLocks far) {
    this.near = near;
    this.turnstile = turnstile;
    this.far = far;
  }

  @Override
  public Optional<Held> acquire(Collection<Sku> skus, Duration waitMax) {
    long deadline = System.nanoTime() + waitMax.toNanos();
    return chain(near.acquire(skus, waitMax), far::acquire, skus, deadline);
  }

  @Override
  public Optional<Held> acquireShared(Collection<Sku> skus, Duration waitMax) {
    long deadline = System.nanoTime() + waitMax.toNanos();
    return chain(near.acquireShared(skus, waitMax), this::shareFar, skus, deadline);
  }

  private Optional<Held> shareFar(Collection<Sku> skus, Duration waitMax) {
    long deadline = System.nanoTime() + waitMax.toNanos();
    Optional<Held> turn = turnstile.acquire(skus, waitMax);
    if (turn.isEmpty()) {
      return turn;
    }
    try (var passing = turn.get()) {
      return passing == null ? turn : far.acquireShared(skus, until(deadline));
    }
  }

  private static Optional<Held> chain(
      Optional<Held> first,
      BiFunction<Collection<Sku>, Duration, Optional<Held>> far,
      Collection<Sku> skus,
      long deadline) {
    if (first.isEmpty()) {
      return first;
    }
    Optional<Held> second = Optional.empty();
    try {
      second = far.apply(skus, until(deadline));
    } finally {
      if (second.isEmpty()) {
        first.get().close();
      }
    }
    return second.map(held -> new Both(first.get(), held));
  }

  private static Duration until(long deadline) {
    return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
  }

  @Override
  public boolean isReentrant() {
    return near.isReentrant() && far.isReentrant();
  }

  private record Both(Held near, Held far) implements Held {
    @Override
    public Map<Sku, Long> fences() {
      return far.fences();
    }

    @Override
    public void close() {
      try {
        far.close();
      } finally {
        near.close();
      }
    }
  }
}
