package dev.holdfast.strategy.lock;

import dev.holdfast.stock.Sku;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * A local lock in front of a distributed one: threads of one JVM queue at the local lock, so that
 * only one of them at a time requests the distributed one. Threads that share the local lock
 * request the distributed one one after the other, and hold it together.
 */
public final class TwoLevelLocks implements SkuLocks {
  private final SkuLocks local;
  private final SkuLocks gate;
  private final SkuLocks distributed;

  /**
   * @param local a lock that threads of one JVM hold as long as they hold the distributed one
   * @param gate a lock that they hold while they wait for the distributed one
   */
  public TwoLevelLocks(SkuLocks local, SkuLocks gate, SkuLocks distributed) {
    this.local = local;
    this.gate = gate;
    this.distributed = distributed;
  }

  @Override
  public Optional<Held> acquire(Collection<Sku> skus, Duration waitMax) {
    long deadline = System.nanoTime() + waitMax.toNanos();
    return chain(local.acquire(skus, waitMax), distributed::acquire, skus, deadline);
  }

  @Override
  public Optional<Held> acquireShared(Collection<Sku> skus, Duration waitMax) {
    long deadline = System.nanoTime() + waitMax.toNanos();
    return chain(local.acquireShared(skus, waitMax), this::shareDistributed, skus, deadline);
  }

  private Optional<Held> shareDistributed(Collection<Sku> skus, Duration waitMax) {
    long deadline = System.nanoTime() + waitMax.toNanos();
    Optional<Held> turn = gate.acquire(skus, waitMax);
    if (turn.isEmpty()) {
      return turn;
    }
    try (var entered = turn.get()) {
      return entered == null ? turn : distributed.acquireShared(skus, until(deadline));
    }
  }

  private static Optional<Held> chain(
      Optional<Held> first,
      BiFunction<Collection<Sku>, Duration, Optional<Held>> distributed,
      Collection<Sku> skus,
      long deadline) {
    if (first.isEmpty()) {
      return first;
    }
    Optional<Held> second = Optional.empty();
    try {
      second = distributed.apply(skus, until(deadline));
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
    return local.isReentrant() && distributed.isReentrant();
  }

  private record Both(Held local, Held distributed) implements Held {
    @Override
    public Map<Sku, Long> fences() {
      return distributed.fences();
    }

    @Override
    public void close() {
      try {
        distributed.close();
      } finally {
        local.close();
      }
    }
  }
}
