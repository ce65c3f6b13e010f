package dev.holdfast;

import dev.holdfast.placing.Sweeper;
import dev.holdfast.placing.SweeperSettings;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.context.SmartLifecycle;

/** Sweeps at an interval for as long as the service runs. */
final class SweeperThread implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(SweeperThread.class);

  private final Sweeper sweeper;
  private final SweeperSettings settings;

  /** Whether the last sweep failed: an outage is told once, not at every sweep. */
  private volatile boolean cutShort;

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
      cutShort = false;
    } catch (RuntimeException e) {
      // The next sweep is as good as this one: nothing that is due is lost.
      log.atLevel(cutShort ? Level.DEBUG : Level.WARN)
          .log("a sweep was cut short and is tried again: {}", e.getMessage());
      cutShort = true;
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

  @Override
  public int getPhase() {
    return Phases.SWEEPER;
  }
}
