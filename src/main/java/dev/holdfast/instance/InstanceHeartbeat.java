package dev.holdfast.instance;

import dev.holdfast.runtime.LifecyclePhases;
import dev.holdfast.runtime.PeriodicTask;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.StoreUnavailableException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Announces this instance before it takes its first request, renews its lease for as long as it
 * runs, and gives it back at the end.
 */
public final class InstanceHeartbeat implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(InstanceHeartbeat.class);

  /** Longer than a renewal that is under way can take. */
  private static final Duration STOP_WAIT_MAX = Duration.ofSeconds(2);

  private final InstanceRegistry instanceRegistry;
  private final InstanceSettings settings;
  private final PeriodicTask announcing;

  public InstanceHeartbeat(InstanceRegistry instanceRegistry, InstanceSettings settings) {
    this.instanceRegistry = instanceRegistry;
    this.settings = settings;
    this.announcing =
        new PeriodicTask(
            "instance",
            instanceRegistry::announce,
            new PeriodicTask.Messages(
                log,
                "this instance's lease could not be renewed, which is tried again every %d ms"
                    .formatted(settings.renewal().toMillis()),
                "this instance's lease is renewed again"));
  }

  @Override
  public void start() {
    if (!isRunning()) {
      announcing.once();
      announcing.start(settings.renewal(), settings.renewal());
    }
  }

  @Override
  public void stop() {
    if (isRunning()) {
      announcing.stop(STOP_WAIT_MAX);
      leave();
    }
  }

  private void leave() {
    try {
      instanceRegistry.leave();
    } catch (StoreUnavailableException | OutcomeUnknownException e) {
      log.info("this instance's lease was not given back and ends by itself: {}", e.getMessage());
    }
  }

  @Override
  public boolean isRunning() {
    return announcing.isRunning();
  }

  @Override
  public int getPhase() {
    return LifecyclePhases.INSTANCE;
  }
}
