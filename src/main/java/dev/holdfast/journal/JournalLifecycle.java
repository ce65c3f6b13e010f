package dev.holdfast.journal;

import dev.holdfast.runtime.LifecyclePhases;
import dev.holdfast.runtime.PeriodicTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Keeps the journal, from the start of the service until after its last order. */
final class JournalLifecycle implements SmartLifecycle {
  /** Longer than a write and a call of the store; a run beyond it is interrupted. */
  private static final Duration STOP_MAX = Duration.ofSeconds(2);

  private final Journal journal;
  private final @Nullable JournalFollower follower;
  private final Duration interval;
  private final PeriodicTask task;

  /**
   * @param follower null when no answer waits for the journal
   */
  JournalLifecycle(Journal journal, @Nullable JournalFollower follower, Duration interval) {
    this.journal = journal;
    this.follower = follower;
    this.interval = interval;
    this.task =
        new PeriodicTask(
            "journal",
            this::run,
            new PeriodicTask.Messages(
                LoggerFactory.getLogger(Journal.class),
                "orders go on, their journal does not",
                "the journal is written again"));
  }

  private void run() {
    RuntimeException fault = null;
    try {
      journal.run();
    } catch (RuntimeException e) {
      fault = e;
    }
    try {
      if (follower != null) {
        follower.look();
      }
    } catch (IOException e) {
      fault = fault == null ? new UncheckedIOException("the journal cannot be read", e) : fault;
    }
    if (fault != null) {
      throw fault;
    }
  }

  @Override
  public void start() {
    journal.open();
    task.start(Duration.ZERO, interval);
  }

  @Override
  public void stop() {
    task.stop(STOP_MAX);
    try {
      journal.close();
      if (follower != null) {
        follower.close();
      }
    } catch (IOException e) {
      LoggerFactory.getLogger(Journal.class).warn("the journal was not closed: {}", e.getMessage());
    }
  }

  @Override
  public boolean isRunning() {
    return task.isRunning();
  }

  @Override
  public int getPhase() {
    return LifecyclePhases.SWEEPER;
  }
}
