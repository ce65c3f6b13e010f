package dev.holdfast.watch;

import dev.holdfast.runtime.PeriodicTask;
import java.time.Duration;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Inspects all stock at an interval for as long as the service runs. */
public final class StockMonitorLifecycle implements SmartLifecycle {
  private final StockWatchSettings settings;
  private final PeriodicTask watching;

  public StockMonitorLifecycle(StockWatch watch, StockWatchSettings settings) {
    this.settings = settings;
    // When inspections fail, the metric of the last full one's age shows it.
    this.watching =
        new PeriodicTask(
            "stock-watch",
            watch::look,
            new PeriodicTask.Messages(
                LoggerFactory.getLogger(StockMonitorLifecycle.class),
                "a look at all stock was cut short and is tried again",
                "looks at all stock are completed again"));
  }

  @Override
  public void start() {
    if (settings.enabled()) {
      watching.start(Duration.ZERO, settings.interval());
    }
  }

  /** It only reads: it can end anywhere. */
  @Override
  public void stop() {
    watching.stop(Duration.ZERO);
  }

  @Override
  public boolean isRunning() {
    return watching.isRunning();
  }
}
