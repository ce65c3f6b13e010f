package dev.holdfast.watch;

import dev.holdfast.runtime.PeriodicTask;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/** Looks at something at an interval for as long as the service runs. It can end anywhere. */
public final class WatchThread implements SmartLifecycle {
  private final PeriodicTask looking;
  private final Duration interval;

  public WatchThread(PeriodicTask looking, Duration interval) {
    this.looking = looking;
    this.interval = interval;
  }

  @Override
  public void start() {
    looking.start(Duration.ZERO, interval);
  }

  @Override
  public void stop() {
    looking.stop(Duration.ZERO);
  }

  @Override
  public boolean isRunning() {
    return looking.isRunning();
  }
}
