package dev.holdfast.load.process;

import dev.holdfast.load.endpoints.HoldfastClient;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Asks every instance again and again whether it is ready. */
public final class ReadinessPoll implements AutoCloseable {
  private final ScheduledExecutorService threads;

  private ReadinessPoll(int threads) {
    this.threads =
        Executors.newScheduledThreadPool(
            threads, Thread.ofPlatform().daemon().name("readiness-", 0).factory());
  }

  /**
   * Asks from now on. One thread for each instance, so that one that hangs holds up no other.
   *
   * @param seen takes an instance and whether it was ready
   */
  public static ReadinessPoll start(
      List<URI> instances, Duration interval, Duration answerMax, BiConsumer<URI, Boolean> seen) {
    ReadinessPoll poll = new ReadinessPoll(instances.size());
    for (URI instance : instances) {
      HoldfastClient client = new HoldfastClient(instance, answerMax);
      poll.threads.scheduleAtFixedRate(
          () -> seen.accept(instance, client.isReady()),
          0,
          interval.toMillis(),
          TimeUnit.MILLISECONDS);
    }
    return poll;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
