package dev.holdfast;

import dev.holdfast.placing.Sweeper;
import dev.holdfast.placing.SweeperSettings;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Sweeps at an interval for as long as the service runs. */
final class SweeperThread implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(SweeperThread.class);

  private final Sweeper sweeper;
  private final SweeperSettings settings;
  private @Nullable ScheduledExecutorService executor;

  SweeperThread(Sweeper sweeper, SweeperSettings settings) {
    this.sweeper = sweeper;
    this.settings = settings;
  }

  @Override
  public synchronized void start() {
    if (!settings.enabled() || executor != null) {
      return;
    }
    var started =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("sweeper").daemon().factory());
    long pause = settings.interval().toMillis();
    started.scheduleWithFixedDelay(this::sweep, pause, pause, TimeUnit.MILLISECONDS);
    executor = started;
  }

  private void sweep() {
    try {
      int completed = sweeper.sweep();
      if (completed > 0) {
        log.debug("{} orders completed", completed);
      }
    } catch (RuntimeException e) {
      // The next sweep is as good as this one: nothing that is due is lost.
      log.warn("a sweep was cut short: {}", e.getMessage());
    }
  }

  @Override
  public synchronized void stop() {
    ScheduledExecutorService running = executor;
    if (running == null) {
      return;
    }
    running.shutdown();
    try {
      if (!running.awaitTermination(settings.timeMax().toMillis(), TimeUnit.MILLISECONDS)) {
        running.shutdownNow();
      }
    } catch (InterruptedException e) {
      running.shutdownNow();
      Thread.currentThread().interrupt();
    }
    executor = null;
  }

  @Override
  public synchronized boolean isRunning() {
    return executor != null;
  }
}
