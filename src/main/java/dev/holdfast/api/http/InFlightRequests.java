package dev.holdfast.api.http;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.springframework.stereotype.Component;

/**
 * Whether requests to the API are let in, and how many are inside. It closes once and for all. Safe
 * for use by many threads.
 */
@Component
public final class InFlightRequests {
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** How many requests may be looked up at once after it has closed. */
  static final int REPEATS_MAX = 16;

  private static final ScopedValue<Boolean> FOR_REPEATS = ScopedValue.newInstance();

  private final Semaphore repeats = new Semaphore(REPEATS_MAX);
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final List<Runnable> whenEnding = new CopyOnWriteArrayList<>();
  private volatile boolean endingConnections;
  private volatile boolean closed;

  /** From now on a connection ends with its next answer, so that its client opens one elsewhere. */
  public void endConnections() {
    endingConnections = true;
    whenEnding.forEach(Runnable::run);
  }

  /** What is done once connections end: requests that wait for something need not wait any more. */
  public void onEnding(Runnable action) {
    whenEnding.add(action);
  }

  /** From now on new requests are refused. */
  public void close() {
    endConnections();
    closed = true;
  }

  /** How many were refused. */
  public int refused() {
    return refused.get();
  }

  /**
   * Waits until the last request that was let in has come to its end.
   *
   * @return how many are still inside when the time is over
   */
  public int awaitNoneInside(Duration max) {
    long deadline = System.nanoTime() + max.toNanos();
    while (inside.get() > 0 && System.nanoTime() < deadline && !Thread.interrupted()) {
      LockSupport.parkNanos(POLL_NANOS);
    }
    return inside.get();
  }

  /** Lets a request in, which must leave again, or refuses it. */
  boolean enter() {
    // The count goes up before the check: a close that then finds no request in flight is final.
    inside.incrementAndGet();
    if (closed) {
      inside.decrementAndGet();
      refused.incrementAndGet();
      return false;
    }
    return true;
  }

  void leave() {
    inside.decrementAndGet();
  }

  /** A request that is carried out. */
  @FunctionalInterface
  interface Call<X extends Exception> {
    void run() throws X;
  }

  /**
   * Carries out a request that was refused, if it may be a repeat and few others are: it must
   * change nothing, and {@link #isForRepeats()} says so.
   *
   * @return whether it was carried out
   */
  <X extends Exception> boolean repeat(Call<X> call) throws X {
    if (!repeats.tryAcquire()) {
      return false;
    }
    try {
      ScopedValue.where(FOR_REPEATS, true)
          .<Boolean, X>call(() -> {
            call.run();
            return true;
          });
      return true;
    } finally {
      repeats.release();
    }
  }

  /** Whether the current request may only be answered with what was placed before. */
  public static boolean isForRepeats() {
    return FOR_REPEATS.isBound();
  }

  boolean isEndingConnections() {
    return endingConnections;
  }
}
