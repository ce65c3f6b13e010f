package dev.holdfast.runtime;

import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/** Repeats some work at an interval, from the start of the service to its end. */
public final class BackgroundThread implements SmartLifecycle {
  private final PeriodicTask work;
  private final Duration interval;
  private final Duration stopWaitMax;

  /**
   * @param stopWaitMax how long a run that is under way may go on when the service ends
   */
  public BackgroundThread(PeriodicTask work, Duration interval, Duration stopWaitMax) {
    this.work = work;
    this.interval = interval;
    this.stopWaitMax = stopWaitMax;
  }

  @Override
  public void start() {
    work.start(Duration.ZERO, interval);
  }

  @Override
  public void stop() {
    work.stop(stopWaitMax);
  }

  @Override
  public boolean isRunning() {
    return work.isRunning();
  }

  /** It serves the sweeper and the requests: it starts before them and ends after them. */
  @Override
  public int getPhase() {
    return LifecyclePhases.INSTANCE;
  }
}
