package dev.holdfast.watch;

import dev.holdfast.runtime.PeriodicTask;
import java.time.Duration;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Inspects all stock at an interval for as long as the service runs. */
public final class StockMonitorLifecycle implements SmartLifecycle {
  private final StockWatchSettings settings;
  private final PeriodicTask task;

  public StockMonitorLifecycle(StockWatch watch, StockWatchSettings settings) {
    this.settings = settings;
    // When inspections fail, the metric of the last full one's age shows it.
    this.task =
        new PeriodicTask(
            "stock-watch",
            watch::inspect,
            new PeriodicTask.Messages(
                LoggerFactory.getLogger(StockMonitorLifecycle.class),
                "an inspection of all stock failed and is retried",
                "inspections of all stock succeed again"));
  }

  @Override
  public void start() {
    if (settings.enabled()) {
      task.start(Duration.ZERO, settings.interval());
    }
  }

  /** It only reads: it can end anywhere. */
  @Override
  public void stop() {
    task.stop(Duration.ZERO);
  }

  @Override
  public boolean isRunning() {
    return task.isRunning();
  }
}
