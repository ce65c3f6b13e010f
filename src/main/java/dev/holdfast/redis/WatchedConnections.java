package dev.holdfast.redis;

import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.stock.TimeBudget;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.support.ConnectionPoolSupport;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;

/**
 * Connections of their own for WATCH and MULTI, which belong to a connection and not to a command.
 * There are at most {@link RedisSettings#dedicatedMax()} of them, which also bounds how many
 * compare-and-set orders contend at once. Not for a Cluster.
 */
public final class WatchedConnections implements AutoCloseable {
  private final GenericObjectPool<StatefulRedisConnection<String, String>> pool;
  private final Duration waitMax;

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
    // Asks the client, not Redis: a connection that is known to be closed is not lent.
    config.setTestOnBorrow(true);
    pool =
        ConnectionPoolSupport.createGenericObjectPool(
            () -> connect(client, settings.dedicatedWait()), config, false);
    waitMax = settings.dedicatedWait();
  }

  /** An order cannot wait for as long as connecting may take; what comes too late is closed. */
  private static StatefulRedisConnection<String, String> connect(
      RedisClient client, Duration waitMax) {
    var connecting = new CompletableFuture<StatefulRedisConnection<String, String>>();
    Thread.ofVirtual()
        .name("connect-watched")
        .start(() -> {
          try {
            connecting.complete(client.connect(StringCodec.UTF8));
          } catch (RuntimeException e) {
            connecting.completeExceptionally(e);
          }
        });
    try {
      return connecting.get(TimeBudget.atMost(waitMax).toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      var _ = connecting.thenAccept(StatefulRedisConnection::closeAsync);
      throw new StoreUnavailableException("Redis cannot be reached", e);
    } catch (InterruptedException e) {
      var _ = connecting.thenAccept(StatefulRedisConnection::closeAsync);
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while connecting", e);
    }
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
    } catch (RedisException e) {
      // Thrown where a command is handed over: it was not sent.
      throw new StoreUnavailableException("Redis is not connected", e);
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
      return pool.borrowObject(TimeBudget.atMost(waitMax));
    } catch (NoSuchElementException e) {
      throw new NoneFreeException(e);
    } catch (StoreUnavailableException e) {
      throw e;
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
