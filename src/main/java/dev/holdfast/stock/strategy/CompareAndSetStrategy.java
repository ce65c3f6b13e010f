package dev.holdfast.stock.strategy;

import dev.holdfast.redis.RedisGateway;
import dev.holdfast.redis.WatchedConnection;
import dev.holdfast.redis.WatchedConnections;
import dev.holdfast.stock.ReserveRequest;
import dev.holdfast.stock.ReserveResult;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockSnapshot;
import dev.holdfast.stock.StockStore;
import dev.holdfast.stock.StockStrategy;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The compare-and-set family: read, compare, and take only if nobody changed the counter meanwhile;
 * otherwise again, a bounded number of times, with a growing random pause so that contenders fall
 * out of step.
 */
final class CompareAndSetStrategy implements StockStrategy {
  private final Supplier<WatchedConnections> connections;
  private final RedisGateway redis;
  private final StockStore store;
  private final RaceWindow window;
  private final CasSettings settings;

  CompareAndSetStrategy(
      Supplier<WatchedConnections> connections,
      RedisGateway redis,
      StockStore store,
      RaceWindow window,
      CasSettings settings) {
    this.connections = connections;
    this.redis = redis;
    this.store = store;
    this.window = window;
    this.settings = settings;
  }

  @Override
  public ReserveResult reserve(ReserveRequest request) {
    try {
      return connections.get().use(redis, connection -> reserve(connection, request));
    } catch (WatchedConnections.NoneFreeException e) {
      return new ReserveResult.Contended(true);
    }
  }

  private ReserveResult reserve(WatchedConnection connection, ReserveRequest request) {
    long deadline = System.nanoTime() + settings.timeMax().toNanos();
    for (int attempt = 0; attempt < settings.attemptsMax(); attempt++) {
      if (attempt > 0) {
        pause(attempt);
      }
      var refusal = Comparison.refusal(request.lines(), connection.watch(request));
      if (refusal.isPresent()) {
        connection.unwatch();
        return refusal.get();
      }
      window.hold();
      Optional<ReserveResult> taken = connection.takeIfUnchanged(request);
      if (taken.isPresent()) {
        return taken.get();
      }
      if (System.nanoTime() >= deadline) {
        break;
      }
    }
    // Every EXEC was answered, and refused: nothing was taken.
    return new ReserveResult.Contended(true);
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
