package dev.holdfast.redis;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RedissonClient;

/**
 * The clients that only some strategies need: each is created when it is first asked for. Safe for
 * use by many threads.
 */
public final class RedisClients implements AutoCloseable {
  private final Supplier<WatchedConnections> newWatched;
  private final Supplier<RedissonClient> newRedisson;
  private volatile @Nullable WatchedConnections watched;
  private volatile @Nullable RedissonClient redisson;

  public RedisClients(
      Supplier<WatchedConnections> newWatched, Supplier<RedissonClient> newRedisson) {
    this.newWatched = newWatched;
    this.newRedisson = newRedisson;
  }

  /** Connections for WATCH. */
  public WatchedConnections watched() {
    WatchedConnections ready = watched;
    return ready != null ? ready : createWatched();
  }

  private synchronized WatchedConnections createWatched() {
    WatchedConnections ready = watched;
    if (ready == null) {
      watched = ready = newWatched.get();
    }
    return ready;
  }

  /**
   * Redisson, for its locks.
   *
   * @throws dev.holdfast.stock.StoreUnavailableException when it cannot connect
   */
  public RedissonClient redisson() {
    RedissonClient ready = redisson;
    return ready != null ? ready : createRedisson();
  }

  private synchronized RedissonClient createRedisson() {
    RedissonClient ready = redisson;
    if (ready == null) {
      redisson = ready = newRedisson.get();
    }
    return ready;
  }

  @Override
  public synchronized void close() {
    if (redisson != null) {
      redisson.shutdown();
    }
    if (watched != null) {
      watched.close();
    }
  }
}
