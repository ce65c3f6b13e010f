package dev.holdfast.runtime;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Work that is done again and again, on a thread of its own with a pause after each run. A run that
 * fails changes nothing for the next; a row of failures is messages once, and so is its end.
 */
public final class PeriodicTask {
  private final String name;
  private final Runnable run;
  private final Messages messages;

  private volatile boolean failing;

  private @Nullable ScheduledExecutorService executor;

  /** Where it is messages, and in which words, that a run failed and that one went well again. */
  public record Messages(Logger log, String failed, String recovered) {}

  public PeriodicTask(String name, Runnable run, Messages messages) {
    this.name = name;
    this.run = run;
    this.messages = messages;
  }

  /** Begins to repeat it, unless that has begun. */
  public synchronized void start(Duration firstPause, Duration pause) {
    if (executor == null) {
      executor =
          Executors.newSingleThreadScheduledExecutor(
              Thread.ofPlatform().name(name).daemon().factory());
      executor.scheduleWithFixedDelay(
          this::once, firstPause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Does it once, on the caller's thread. */
  public void once() {
    try {
      run.run();
      if (failing) {
        messages.log().info(messages.recovered());
      }
      failing = false;
    } catch (RuntimeException e) {
      if (Thread.currentThread().isInterrupted()) {
        // Not a failure: it was messages to end.
        return;
      }
      messages
          .log()
          .atLevel(failing ? Level.DEBUG : Level.WARN)
          .log("{}: {}", messages.failed(), e.getMessage());
      failing = true;
    }
  }

  /** Lets a run that is under way go on for so long, then interrupts it. */
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
