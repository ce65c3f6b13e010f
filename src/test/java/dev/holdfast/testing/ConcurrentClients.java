package dev.holdfast.testing;

import dev.holdfast.order.PlaceResult;
import dev.holdfast.stock.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Many who do something at once. */
public final class ConcurrentClients {
  private static final Duration ALL_DONE_MAX = Duration.ofSeconds(60);
  private static final int CONTENDED_RETRIES_MAX = 200;

  private ConcurrentClients() {}

  /**
   * Lets all of them start together, and answers with what each of them got. Nobody may take longer
   * than the bound.
   */
  public static <T> List<T> run(int size, IntFunction<Callable<T>> member) {
    var start = new CountDownLatch(1);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        Callable<T> task = member.apply(i);
        futures.add(
            executor.submit(() -> {
              start.await();
              return task.call();
            }));
      }
      start.countDown();
      long deadline = System.nanoTime() + ALL_DONE_MAX.toNanos();
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(get(future, deadline, executor::shutdownNow));
      }
      return results;
    }
  }

  /** Does one thing on a thread of its own. */
  public static <T> CompletableFuture<T> start(Supplier<T> task) {
    return CompletableFuture.supplyAsync(task, runnable -> Thread.ofVirtual().start(runnable));
  }

  private static <T> T get(Future<T> future, long deadline, Runnable giveUp) {
    try {
      return future.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      giveUp.run();
      throw new AssertionError("somebody was not done within " + ALL_DONE_MAX, e);
    } catch (ExecutionException e) {
      giveUp.run();
      throw new AssertionError("somebody failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Places an order, again and again while it is only contended, as a client would. */
  public static PlaceResult insist(Supplier<PlaceResult> place) {
    for (int i = 0; i < CONTENDED_RETRIES_MAX; i++) {
      PlaceResult result = place.get();
      boolean again =
          result instanceof PlaceResult.InProgress
              || (result instanceof PlaceResult.Refused(Refusal reason)
                  && reason instanceof Refusal.Contended);
      if (!again) {
        return result;
      }
    }
    throw new AssertionError("contended " + CONTENDED_RETRIES_MAX + " times");
  }

  public static long placed(List<PlaceResult> results) {
    return results.stream().filter(PlaceResult.Placed.class::isInstance).count();
  }
}
