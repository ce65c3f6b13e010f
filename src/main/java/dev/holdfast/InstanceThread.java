package dev.holdfast;

import dev.holdfast.instance.InstanceSettings;
import dev.holdfast.instance.Instances;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Announces this instance before it takes its first request, renews its lease for as long as it
 * runs, and gives it back at the end.
 */
final class InstanceThread implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(InstanceThread.class);

  /** Longer than a renewal that is under way can take. */
  private static final Duration STOP_WAIT_MAX = Duration.ofSeconds(2);

  private final Instances instances;
  private final InstanceSettings settings;

  /** Whether the last renewal failed: an outage is told once, not at every renewal. */
  private volatile boolean failing;

  private @Nullable ScheduledExecutorService executor;

  InstanceThread(Instances instances, InstanceSettings settings) {
    this.instances = instances;
    this.settings = settings;
  }

  @Override
  public synchronized void start() {
    if (executor != null) {
      return;
    }
    announce();
    var started =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("instance").daemon().factory());
    long pause = settings.renewal().toMillis();
    started.scheduleWithFixedDelay(this::announce, pause, pause, TimeUnit.MILLISECONDS);
    executor = started;
  }

  private void announce() {
    try {
      instances.announce();
      if (failing) {
        log.info("this instance's lease is renewed again");
      }
      failing = false;
    } catch (RuntimeException e) {
      if (!failing) {
        log.warn(
            "this instance's lease could not be renewed, which is tried again every {} ms: {}",
            settings.renewal().toMillis(),
            e.getMessage());
      }
      failing = true;
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
      if (!running.awaitTermination(STOP_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        running.shutdownNow();
      }
    } catch (InterruptedException e) {
      running.shutdownNow();
      Thread.currentThread().interrupt();
    }
    executor = null;
    leave();
  }

  private void leave() {
    try {
      instances.leave();
    } catch (StoreUnavailableException | OutcomeUnknownException e) {
      log.info("this instance's lease was not given back and ends by itself: {}", e.getMessage());
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return executor != null;
  }

  @Override
  public int getPhase() {
    return Phases.INSTANCE;
  }
}
