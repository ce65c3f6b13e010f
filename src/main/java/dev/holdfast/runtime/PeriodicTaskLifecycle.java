package dev.holdfast.runtime;

import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/**
 * Runs a {@link PeriodicTask} from the start of the service to its end. The task must be one that
 * can end anywhere: stopping interrupts a run that is under way.
 */
public final class PeriodicTaskLifecycle implements SmartLifecycle {
  private final PeriodicTask task;
  private final Duration interval;
  private final int phase;

  /**
   * @param interval the pause between two runs; the first one starts at once
   * @param phase one of {@link LifecyclePhases}
   */
  public PeriodicTaskLifecycle(PeriodicTask task, Duration interval, int phase) {
    this.task = task;
    this.interval = interval;
    this.phase = phase;
  }

  @Override
  public void start() {
    task.start(Duration.ZERO, interval);
  }

  @Override
  public void stop() {
    task.stop(Duration.ZERO);
  }

  @Override
  public boolean isRunning() {
    return task.isRunning();
  }

  @Override
  public int getPhase() {
    return phase;
  }
}
