package dev.holdfast;

import dev.holdfast.watch.StockWatch;
import dev.holdfast.watch.StockWatchSettings;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.context.SmartLifecycle;

/** Looks at all stock at an interval for as long as the service runs. */
final class StockWatchThread implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(StockWatchThread.class);

  private final StockWatch watch;
  private final StockWatchSettings settings;

  /** Whether the last look failed: an outage is told once, not at every look. */
  private volatile boolean cutShort;

  private @Nullable ScheduledExecutorService executor;

  StockWatchThread(StockWatch watch, StockWatchSettings settings) {
    this.watch = watch;
    this.settings = settings;
  }

  @Override
  public synchronized void start() {
    if (!settings.enabled() || executor != null) {
      return;
    }
    var started =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("stock-watch").daemon().factory());
    started.scheduleWithFixedDelay(
        this::look, 0, settings.interval().toMillis(), TimeUnit.MILLISECONDS);
    executor = started;
  }

  private void look() {
    try {
      watch.look();
      cutShort = false;
    } catch (RuntimeException e) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      // The age of the last full look tells those who watch; the next look is as good as this one.
      log.atLevel(cutShort ? Level.DEBUG : Level.WARN)
          .log("a look at all stock was cut short and is tried again: {}", e.getMessage());
      cutShort = true;
    }
  }

  /** It only reads: it can end anywhere. */
  @Override
  public synchronized void stop() {
    if (executor != null) {
      executor.shutdownNow();
      executor = null;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return executor != null;
  }
}
