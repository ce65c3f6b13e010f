package dev.holdfast;

import dev.holdfast.placing.Sweeper;
import dev.holdfast.placing.SweeperSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Sweeps at an interval for as long as the service runs. */
final class SweeperThread implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(SweeperThread.class);

  private final Sweeper sweeper;
  private final SweeperSettings settings;
  private final RepeatedWork sweeping;

  SweeperThread(Sweeper sweeper, SweeperSettings settings) {
    this.sweeper = sweeper;
    this.settings = settings;
    // The next sweep is as good as one that failed: nothing that is due is lost.
    this.sweeping =
        new RepeatedWork(
            "sweeper",
            this::sweep,
            new RepeatedWork.Told(
                log, "a sweep was cut short and is tried again", "sweeps are completed again"));
  }

  @Override
  public void start() {
    if (settings.enabled()) {
      sweeping.start(settings.interval(), settings.interval());
    }
  }

  private void sweep() {
    int completed = sweeper.sweep();
    if (completed > 0) {
      log.debug("{} orders completed", completed);
    }
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
    return Phases.SWEEPER;
  }
}
