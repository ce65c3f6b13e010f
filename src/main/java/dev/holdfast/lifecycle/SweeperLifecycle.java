package dev.holdfast.lifecycle;

import dev.holdfast.order.Orders;
import dev.holdfast.runtime.LifecyclePhases;
import dev.holdfast.runtime.PeriodicTask;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Sweeps at an interval for as long as the service runs. */
public final class SweeperLifecycle implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(SweeperLifecycle.class);

  private final Orders orders;
  private final SweeperSettings settings;
  private final PeriodicTask sweeping;
  private volatile @Nullable Sweep last;

  /**
   * A sweep that has ended.
   *
   * @param endNanos when, in the nanoseconds of {@link System#nanoTime}
   * @param settled how many orders it settled
   * @param failed whether a fault cut it short
   */
  public record Sweep(long endNanos, int settled, boolean failed) {}

  public SweeperLifecycle(Orders orders, SweeperSettings settings) {
    this.orders = orders;
    this.settings = settings;
    // The next sweep is as good as one that failed: nothing that is due is lost.
    this.sweeping =
        new PeriodicTask(
            "sweeper",
            this::sweep,
            new PeriodicTask.Messages(
                log, "a sweep failed and is retried", "sweeps succeed again"));
  }

  @Override
  public void start() {
    if (settings.enabled()) {
      sweeping.start(settings.interval(), settings.interval());
    }
  }

  private void sweep() {
    int settled = 0;
    boolean failed = true;
    try {
      settled = orders.sweep();
      failed = false;
    } finally {
      last = new Sweep(System.nanoTime(), settled, failed);
    }
    if (settled > 0) {
      log.debug("{} orders settled", settled);
    }
  }

  /** The last sweep of this instance; empty before the first has ended. */
  public Optional<Sweep> last() {
    return Optional.ofNullable(last);
  }

  @Override
  public void stop() {
    sweeping.stop(settings.timeMax());
  }

  @Override
  public boolean isRunning() {
    return sweeping.isRunning();
  }

  @Override
  public int getPhase() {
    return LifecyclePhases.SWEEPER;
  }
}
