package dev.holdfast;

import dev.holdfast.watch.StockWatch;
import dev.holdfast.watch.StockWatchSettings;
import java.time.Duration;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Looks at all stock at an interval for as long as the service runs. */
final class StockWatchThread implements SmartLifecycle {
  private final StockWatchSettings settings;
  private final RepeatedWork watching;

  StockWatchThread(StockWatch watch, StockWatchSettings settings) {
    this.settings = settings;
    // Of looks that fail, the age of the last full one tells those who watch.
    this.watching =
        new RepeatedWork(
            "stock-watch",
            watch::look,
            new RepeatedWork.Told(
                LoggerFactory.getLogger(StockWatchThread.class),
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
