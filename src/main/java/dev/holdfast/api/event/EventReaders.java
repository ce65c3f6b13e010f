package dev.holdfast.api.event;

import dev.holdfast.order.EventLog;
import dev.holdfast.order.EventLog.ReadResult;
import dev.holdfast.runtime.Deadline;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads events, and lets readers wait for the next one. A reader that waits holds nothing of the
 * store: one look at the end of the log, repeated while readers wait, serves all of them. Safe for
 * use by many threads.
 *
 * <p>No event is missed between a read that found none and the wait: a look notices whatever came
 * since the look before, and a reader counts the looks before it reads.
 */
final class EventReaders {
  /** In place of a position: the end of the log. */
  static final String LATEST = "latest";

  private final EventLog log;
  private final int waitingMax;
  private final Duration readMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable String end;
  private long changes;
  private int waiting;
  private boolean ended;

  /**
   * @param waitingMax how many readers may wait at once
   * @param readMax how long each read may wait for the store; the wait for an event does not count
   */
  EventReaders(EventLog log, int waitingMax, Duration readMax) {
    this.log = log;
    this.waitingMax = waitingMax;
    this.readMax = readMax;
  }

  /** Publishes how many readers wait. */
  void bindTo(MeterRegistry meters) {
    Gauge.builder("holdfast.events.readers", this, EventReaders::waiting)
        .description("Readers that wait for the next event")
        .register(meters);
  }

  /** The answer to a reader. */
  sealed interface Answer {
    /** What the store answered, perhaps after a wait. */
    record Read(ReadResult result) implements Answer {}

    /** There is no event yet, and as many readers wait as may. */
    record TooMany() implements Answer {}

    /** There is no event yet, and this instance ends. */
    record Ending() implements Answer {}
  }

  /**
   * Reads the next events; where there are none, waits for some.
   *
   * @param after a position, {@link #LATEST}, or null for the oldest event that is kept
   * @param wait how long; zero does not wait
   */
  Answer read(@Nullable String after, int limit, Duration wait) {
    long until = System.nanoTime() + wait.toNanos();
    long seen = changes();
    ReadResult result = ask(after, limit);
    if (wait.isZero() || !(result instanceof ReadResult.Page page && page.events().isEmpty())) {
      return new Answer.Read(result);
    }
    Answer refusal = enter();
    if (refusal != null) {
      return refusal;
    }
    try {
      while (result instanceof ReadResult.Page(var events, var next)
          && events.isEmpty()
          && awaitChange(seen, until)) {
        seen = changes();
        result = ask(next, limit);
      }
      return new Answer.Read(result);
    } finally {
      leave();
    }
  }

  private ReadResult ask(@Nullable String after, int limit) {
    return Deadline.apart(
        readMax,
        () ->
            LATEST.equals(after)
                ? new ReadResult.Page(List.of(), log.end())
                : log.read(after, limit));
  }

  /** Looks for events that came since the last look, while readers wait. */
  void look() {
    if (waiting() == 0) {
      return;
    }
    String now = log.end();
    lock.lock();
    try {
      if (!now.equals(end)) {
        end = now;
        changes++;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Answers all that wait, and lets none wait any more: this instance ends. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private long changes() {
    lock.lock();
    try {
      return changes;
    } finally {
      lock.unlock();
    }
  }

  int waiting() {
    lock.lock();
    try {
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  /** Null when it may wait, which {@link #leave} ends. */
  private @Nullable Answer enter() {
    lock.lock();
    try {
      if (ended) {
        return new Answer.Ending();
      }
      if (waiting >= waitingMax) {
        return new Answer.TooMany();
      }
      waiting++;
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void leave() {
    lock.lock();
    try {
      waiting--;
    } finally {
      lock.unlock();
    }
  }

  /** Whether it is time to read again; not so when the wait is over. */
  private boolean awaitChange(long seen, long until) {
    lock.lock();
    try {
      long left = until - System.nanoTime();
      while (changes == seen && !ended && left > 0) {
        left = changed.awaitNanos(left);
      }
      return changes != seen && !ended;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }
}
