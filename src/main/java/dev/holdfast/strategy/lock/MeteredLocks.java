package dev.holdfast.strategy.lock;

import dev.holdfast.meters.OutcomeTimers;
import dev.holdfast.meters.Timers;
import dev.holdfast.stock.Sku;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Measures how long locks are waited for ({@code holdfast.lock.wait}) and held ({@code
 * holdfast.lock.hold}); releasing them is part of holding them, since others wait for that too. An
 * acquisition that fails because its store is unreachable is neither acquired nor timed out, and is
 * not counted here.
 */
public final class MeteredLocks implements SkuLocks {
  private final SkuLocks locks;
  private final OutcomeTimers<Wait> wait;
  private final Timer hold;

  private enum Wait {
    ACQUIRED,
    TIMEOUT
  }

  public MeteredLocks(SkuLocks locks, String strategy, MeterRegistry meters) {
    this.locks = locks;
    this.wait =
        new OutcomeTimers<>(
            meters,
            "holdfast.lock.wait",
            "How long the locks of an order were waited for",
            strategy,
            EnumSet.allOf(Wait.class));
    this.hold =
        Timers.timer(
            meters,
            "holdfast.lock.hold",
            "How long the locks of an order were held",
            "strategy",
            strategy);
  }

  @Override
  public Optional<Held> acquire(Collection<Sku> skus, Duration waitMax) {
    return measured(() -> locks.acquire(skus, waitMax));
  }

  @Override
  public Optional<Held> acquireShared(Collection<Sku> skus, Duration waitMax) {
    return measured(() -> locks.acquireShared(skus, waitMax));
  }

  @Override
  public boolean isReentrant() {
    return locks.isReentrant();
  }

  private Optional<Held> measured(Supplier<Optional<Held>> acquisition) {
    long start = System.nanoTime();
    Optional<Held> held = acquisition.get();
    long end = System.nanoTime();
    wait.record(held.isPresent() ? Wait.ACQUIRED : Wait.TIMEOUT, end - start);
    return held.map(acquired -> new MeteredHeld(acquired, end, hold));
  }

  private record MeteredHeld(Held held, long since, Timer hold) implements Held {
    @Override
    public Map<Sku, Long> fences() {
      return held.fences();
    }

    @Override
    public void close() {
      try {
        held.close();
      } finally {
        hold.record(System.nanoTime() - since, TimeUnit.NANOSECONDS);
      }
    }
  }
}
