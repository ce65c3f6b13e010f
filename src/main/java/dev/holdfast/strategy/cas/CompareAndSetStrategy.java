package dev.holdfast.strategy.cas;

import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.stock.WatchedConnection;
import dev.holdfast.redis.stock.WatchedConnections;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockSnapshot;
import dev.holdfast.store.ReserveRequest;
import dev.holdfast.store.ReserveResult;
import dev.holdfast.store.StockStore;
import dev.holdfast.store.StockStrategy;
import dev.holdfast.strategy.check.AvailabilityCheck;
import dev.holdfast.strategy.check.RaceWindow;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The compare-and-set family: read, compare, and take only if the counter is unchanged. Otherwise
 * it tries again, a bounded number of times, with a growing random pause that desynchronizes
 * contenders.
 */
public final class CompareAndSetStrategy implements StockStrategy {
  private final Supplier<WatchedConnections> connections;
  private final RedisGateway redis;
  private final StockStore store;
  private final RaceWindow window;
  private final CasSettings settings;
  private final DistributionSummary attempts;

  public CompareAndSetStrategy(
      Supplier<WatchedConnections> connections,
      RedisGateway redis,
      StockStore store,
      RaceWindow window,
      CasSettings settings,
      MeterRegistry meters) {
    this.connections = connections;
    this.redis = redis;
    this.store = store;
    this.window = window;
    this.settings = settings;
    this.attempts =
        DistributionSummary.builder("holdfast.cas.attempts")
            .description("How often a compare-and-set was tried until it ended")
            .register(meters);
  }

  @Override
  public ReserveResult reserve(ReserveRequest request) {
    try {
      return connections.get().use(redis, connection -> reserve(connection, request));
    } catch (WatchedConnections.NoneFreeException e) {
      return ReserveResult.contended(true);
    }
  }

  private ReserveResult reserve(WatchedConnection connection, ReserveRequest request) {
    long deadline = System.nanoTime() + settings.timeMax().toNanos();
    int attempt = 1;
    Optional<ReserveResult> result = attempt(connection, request);
    while (result.isEmpty() && attempt < settings.attemptsMax() && System.nanoTime() < deadline) {
      pause(attempt++);
      result = attempt(connection, request);
    }
    attempts.record(attempt);
    // Every EXEC was answered, and refused: nothing was taken.
    return result.orElseGet(() -> ReserveResult.contended(true));
  }

  /** Empty when a counter changed in between. */
  private Optional<ReserveResult> attempt(WatchedConnection connection, ReserveRequest request) {
    var refusal = AvailabilityCheck.refusal(request.lines(), connection.watch(request));
    if (refusal.isPresent()) {
      connection.unwatch();
      return Optional.of(refusal.get());
    }
    window.pause();
    return connection.takeIfUnchanged(request);
  }

  private void pause(int attempt) {
    long most = settings.pauseMax().toNanos() * Math.min(attempt, 8) / 8;
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(most + 1));
  }

  @Override
  public StockSnapshot read(Set<Sku> skus) {
    return store.levels(skus);
  }
}
