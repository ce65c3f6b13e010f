package dev.holdfast.load.process;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The customers of one load, each on a virtual thread of its own. */
public final class CustomerThreads implements AutoCloseable {
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();

  /** Calls {@code arrival} at a steady rate, on one thread, however long customers take. */
  public void arrive(int perSecond, Runnable arrival) {
    long interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
    clock.scheduleAtFixedRate(arrival, 0, interval, TimeUnit.NANOSECONDS);
  }

  /** Starts a customer. What it throws is a fault of the load itself. */
  public void start(Runnable customer) {
    threads.execute(() -> {
      try {
        customer.run();
      } catch (RuntimeException e) {
        failures.add(e);
      }
    });
  }

  /** Throws the first fault of a customer, if there is one. */
  public void requireRunning() {
    RuntimeException failure = failures.peek();
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Lets no other customer arrive, and waits for those that are there.
   *
   * @throws LoadTestException when one is not done in time
   */
  public void end(Duration max) {
    clock.shutdownNow();
    threads.shutdown();
    try {
      boolean arrived = clock.awaitTermination(max.toMillis(), TimeUnit.MILLISECONDS);
      if (!threads.awaitTermination(max.toMillis(), TimeUnit.MILLISECONDS) || !arrived) {
        throw new LoadTestException(
            "customers were still busy after %d s".formatted(max.toSeconds()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoadTestException("interrupted while customers ended", e);
    }
    requireRunning();
  }

  @Override
  public void close() {
    clock.shutdownNow();
    threads.shutdownNow();
  }
}
