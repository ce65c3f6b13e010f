package dev.holdfast.redis;

import dev.holdfast.stock.StoreUnavailableException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.support.ConnectionPoolSupport;
import java.util.NoSuchElementException;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;

/**
 * Connections of their own for WATCH and MULTI, which belong to a connection and not to a command.
 * There are at most {@link RedisSettings#dedicatedMax()} of them, which also bounds how many
 * compare-and-set orders contend at once. Not for a Cluster.
 */
public final class WatchedConnections implements AutoCloseable {
  private final GenericObjectPool<StatefulRedisConnection<String, String>> pool;

  /**
   * @param client must not reconnect by itself: a transaction sent again on a new connection would
   *     no longer be watched
   * @throws IllegalArgumentException when the client reconnects
   */
  public WatchedConnections(RedisClient client, RedisSettings settings) {
    if (client.getOptions().isAutoReconnect()) {
      throw new IllegalArgumentException("a client for WATCH must not reconnect by itself");
    }
    var config = new GenericObjectPoolConfig<StatefulRedisConnection<String, String>>();
    config.setMaxTotal(settings.dedicatedMax());
    config.setMaxIdle(settings.dedicatedMax());
    config.setMaxWait(settings.dedicatedWait());
    config.setTestOnBorrow(false);
    pool =
        ConnectionPoolSupport.createGenericObjectPool(
            () -> client.connect(StringCodec.UTF8), config, false);
  }

  /** What is done on a connection of one's own. */
  @FunctionalInterface
  public interface Use<T> {
    T with(WatchedConnection connection);
  }

  /** No connection came free in time. */
  public static final class NoneFreeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoneFreeException(Throwable cause) {
      super("no dedicated connection came free in time", cause);
    }
  }

  /**
   * Lends a connection. One that saw a fault is closed instead of lent again, since nobody knows
   * what it still watches.
   *
   * @throws NoneFreeException when all are in use for longer than the bound
   */
  public <T> T use(RedisGateway redis, Use<T> use) {
    StatefulRedisConnection<String, String> connection = borrow();
    boolean sound = false;
    try {
      T result = use.with(new WatchedConnection(connection, redis.timeout()));
      sound = true;
      return result;
    } finally {
      if (sound) {
        pool.returnObject(connection);
      } else {
        discard(connection);
      }
    }
  }

  private StatefulRedisConnection<String, String> borrow() {
    try {
      return pool.borrowObject();
    } catch (NoSuchElementException e) {
      throw new NoneFreeException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while waiting for a connection", e);
    } catch (Exception e) {
      throw new StoreUnavailableException("Redis cannot be reached: " + e.getMessage(), e);
    }
  }

  private void discard(StatefulRedisConnection<String, String> connection) {
    try {
      pool.invalidateObject(connection);
    } catch (Exception e) {
      connection.closeAsync();
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
