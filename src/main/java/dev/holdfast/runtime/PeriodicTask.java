package dev.holdfast.runtime;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * A task that runs repeatedly, on a thread of its own with a pause after each run. A failed run
 * does not affect the next one. A series of failures is logged once, and so is its end.
 */
public final class PeriodicTask {
  private final String name;
  private final Runnable run;
  private final Messages messages;

  private volatile boolean failing;

  private @Nullable ScheduledExecutorService executor;

  /**
   * The log and the messages for the first failed run and for the first one that succeeds again.
   */
  public record Messages(Logger log, String failed, String recovered) {}

  public PeriodicTask(String name, Runnable run, Messages messages) {
    this.name = name;
    this.run = run;
    this.messages = messages;
  }

  /** Starts the repetition, unless it runs already. */
  public synchronized void start(Duration firstPause, Duration pause) {
    if (executor == null) {
      executor =
          Executors.newSingleThreadScheduledExecutor(
              Thread.ofPlatform().name(name).daemon().factory());
      executor.scheduleWithFixedDelay(
          this::once, firstPause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Runs the task once, on the caller's thread. */
  public void once() {
    try {
      run.run();
      if (failing) {
        messages.log().info(messages.recovered());
      }
      failing = false;
    } catch (RuntimeException | Error e) {
      // After an error, too: one of a single run would end the task for good.
      if (Thread.currentThread().isInterrupted()) {
        // Not a failure: the task was stopped.
        return;
      }
      messages
          .log()
          .atLevel(failing ? Level.DEBUG : Level.WARN)
          .log("{}: {}", messages.failed(), e instanceof Error ? e.toString() : e.getMessage());
      failing = true;
    }
  }

  /** Waits that long for a run that is under way, then interrupts it. */
  public synchronized void stop(Duration waitMax) {
    ScheduledExecutorService running = executor;
    if (running == null) {
      return;
    }
    running.shutdown();
    try {
      if (!running.awaitTermination(waitMax.toMillis(), TimeUnit.MILLISECONDS)) {
        running.shutdownNow();
      }
    } catch (InterruptedException e) {
      running.shutdownNow();
      Thread.currentThread().interrupt();
    }
    executor = null;
  }

  public synchronized boolean isRunning() {
    return executor != null;
  }
}
