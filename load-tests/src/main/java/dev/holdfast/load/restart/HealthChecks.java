package dev.holdfast.load.restart;

import dev.holdfast.load.endpoints.HoldfastClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Asks every backend again and again whether it is ready. */
final class HealthChecks implements AutoCloseable {
  static final Duration INTERVAL = Duration.ofMillis(200);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(1);

  private final ScheduledExecutorService threads;

  private HealthChecks(int threads) {
    this.threads =
        Executors.newScheduledThreadPool(
            threads, Thread.ofPlatform().daemon().name("health-", 0).factory());
  }

  /** One thread for each, so that one that hangs holds up no other. */
  static HealthChecks of(List<Backend> backends) {
    HealthChecks checks = new HealthChecks(backends.size());
    for (Backend backend : backends) {
      HoldfastClient client = new HoldfastClient(backend.target(), ANSWER_MAX);
      checks.threads.scheduleWithFixedDelay(
          () -> backend.found(client.isReady()), 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }
    return checks;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
