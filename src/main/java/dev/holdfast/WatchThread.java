package dev.holdfast;

import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/** Looks at something at an interval for as long as the service runs. It can end anywhere. */
final class WatchThread implements SmartLifecycle {
  private final RepeatedWork looking;
  private final Duration interval;

  WatchThread(RepeatedWork looking, Duration interval) {
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
