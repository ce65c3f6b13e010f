package dev.holdfast.load.failover;

import dev.holdfast.load.endpoints.HoldfastClient;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks every instance again and again whether it is ready. */
final class Readiness implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(250);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(2);

  private final ScheduledExecutorService threads;
  private final List<AtomicInteger> unready = new ArrayList<>();

  private Readiness(int threads) {
    this.threads =
        Executors.newScheduledThreadPool(
            threads, Thread.ofPlatform().daemon().name("readiness-", 0).factory());
  }

  /** One thread for each, so that one that hangs holds up no other. */
  static Readiness watch(List<URI> instances) {
    Readiness readiness = new Readiness(instances.size());
    for (URI instance : instances) {
      HoldfastClient client = new HoldfastClient(instance, ANSWER_MAX);
      AtomicInteger count = new AtomicInteger();
      readiness.unready.add(count);
      readiness.threads.scheduleAtFixedRate(
          () -> {
            if (!client.isReady()) {
              count.incrementAndGet();
            }
          },
          0,
          INTERVAL.toMillis(),
          TimeUnit.MILLISECONDS);
    }
    return readiness;
  }

  /** About how long each instance was not ready so far, in seconds. */
  List<Double> unreadySeconds() {
    return unready.stream().map(count -> count.get() * INTERVAL.toMillis() / 1_000.0).toList();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
