package dev.holdfast.redis.stock;

import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.client.RedisSettings;
import dev.holdfast.redis.topology.MasterConnection;
import dev.holdfast.redis.topology.MasterConnector;
import dev.holdfast.runtime.Deadline;
import dev.holdfast.stock.StoreUnavailableException;
import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;

/**
 * Connections of their own for WATCH and MULTI, which belong to a connection and not to a command.
 * There are at most {@link RedisSettings#dedicatedMax()} of them, which also bounds how many
 * compare-and-set orders contend at once. Not for a Cluster.
 */
public final class WatchedConnections implements AutoCloseable {
  private final GenericObjectPool<MasterConnection> pool;
  private final Duration waitMax;

  /** Connections of the master of a view; they end with it. */
  public WatchedConnections(MasterConnector master, RedisSettings settings) {
    var config = new GenericObjectPoolConfig<MasterConnection>();
    config.setMaxTotal(settings.dedicatedMax());
    config.setMaxIdle(settings.dedicatedMax());
    config.setMaxWait(settings.dedicatedWait());
    // Sends no command: a connection that is known to be closed, or of another master, is not lent.
    config.setTestOnBorrow(true);
    waitMax = settings.dedicatedWait();
    pool = new GenericObjectPool<>(new Factory(master, waitMax), config);
  }

  private static final class Factory extends BasePooledObjectFactory<MasterConnection> {
    private final MasterConnector master;
    private final Duration waitMax;

    Factory(MasterConnector master, Duration waitMax) {
      this.master = master;
      this.waitMax = waitMax;
    }

    @Override
    public MasterConnection create() {
      return connect(master, waitMax);
    }

    @Override
    public PooledObject<MasterConnection> wrap(MasterConnection connection) {
      return new DefaultPooledObject<>(connection);
    }

    @Override
    public boolean validateObject(PooledObject<MasterConnection> pooled) {
      return pooled.getObject().isCurrent();
    }

    @Override
    public void destroyObject(PooledObject<MasterConnection> pooled) {
      pooled.getObject().close();
    }
  }

  /** An order cannot wait for as long as connecting may take; what comes too late is closed. */
  private static MasterConnection connect(MasterConnector master, Duration waitMax) {
    var connecting = new CompletableFuture<MasterConnection>();
    Thread.ofVirtual()
        .name("connect-watched")
        .start(() -> {
          try {
            connecting.complete(master.connect());
          } catch (RuntimeException e) {
            connecting.completeExceptionally(e);
          }
        });
    try {
      return connecting.get(Deadline.atMost(waitMax).toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      var _ = connecting.thenAccept(MasterConnection::close);
      throw new StoreUnavailableException("Redis cannot be reached", e);
    } catch (InterruptedException e) {
      var _ = connecting.thenAccept(MasterConnection::close);
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
   * Lends a connection. One that saw a fault is closed instead of lent again, since its watched
   * keys are unknown.
   *
   * @throws NoneFreeException when all are in use for longer than the bound
   */
  public <T> T use(RedisGateway redis, Use<T> use) {
    MasterConnection connection = borrow();
    boolean sound = false;
    try {
      // A take belongs to the master that has the order's claim.
      connection.sender();
      T result = use.with(new WatchedConnection(connection, redis));
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

  private MasterConnection borrow() {
    try {
      return pool.borrowObject(Deadline.atMost(waitMax));
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

  private void discard(MasterConnection connection) {
    try {
      pool.invalidateObject(connection);
    } catch (Exception e) {
      connection.close();
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
