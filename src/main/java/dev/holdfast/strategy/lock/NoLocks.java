package dev.holdfast.strategy.lock;

import dev.holdfast.stock.Sku;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/** No lock at all: all threads hold it at once. */
public final class NoLocks implements SkuLocks {
  @Override
  public Optional<Held> acquire(Collection<Sku> skus, Duration waitMax) {
    return Optional.of(() -> {});
  }

  @Override
  public boolean isReentrant() {
    return true;
  }
}
