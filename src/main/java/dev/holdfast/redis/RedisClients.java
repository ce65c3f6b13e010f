package dev.holdfast.redis;

import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.stock.TimeBudget;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RedissonClient;

/**
 * The clients that only some strategies need: each is created when it is first asked for. Safe for
 * use by many threads.
 */
public final class RedisClients implements AutoCloseable {
  /** How long an order waits for a client that is being created. */
  private static final Duration CREATION_WAIT = Duration.ofMillis(1_200);

  /**
   * The pause after a creation that failed: it is costly, and a crowd of orders would repeat it.
   */
  private static final Duration FAILURE_PAUSE = Duration.ofMillis(500);

  private final Created<WatchedConnections> watched;
  private final Created<RedissonClient> redisson;

  public RedisClients(
      Supplier<WatchedConnections> newWatched, Supplier<RedissonClient> newRedisson) {
    this(newWatched, newRedisson, CREATION_WAIT);
  }

  /**
   * @param creationWait how long whoever needs a client waits while it is created
   */
  public RedisClients(
      Supplier<WatchedConnections> newWatched,
      Supplier<RedissonClient> newRedisson,
      Duration creationWait) {
    watched =
        new Created<>("watched connections", newWatched, WatchedConnections::close, creationWait);
    redisson = new Created<>("redisson", newRedisson, RedissonClient::shutdown, creationWait);
  }

  /**
   * Begins to create the clients, and does not wait for them.
   *
   * @param withWatched whether connections for WATCH are needed, which a Cluster does not offer
   */
  public void create(boolean withWatched) {
    redisson.begin();
    if (withWatched) {
      watched.begin();
    }
  }

  /**
   * Waits for the clients that {@link #create} began.
   *
   * @throws StoreUnavailableException when one could not be created, or not in time
   */
  public void await(boolean withWatched, Duration waitMax) {
    redisson.get(waitMax);
    if (withWatched) {
      watched.get(waitMax);
    }
  }

  /** Connections for WATCH. */
  public WatchedConnections watched() {
    return watched.get();
  }

  /**
   * Redisson, for its locks.
   *
   * @throws StoreUnavailableException when it cannot connect, or not in time
   */
  public RedissonClient redisson() {
    return redisson.get();
  }

  @Override
  public void close() {
    redisson.close();
    watched.close();
  }

  /**
   * A client that one thread creates while others wait, each for a bounded time. The thread is one
   * of its own: a creation takes as long as connecting does, which nobody's request can wait for.
   */
  private static final class Created<T> {
    private final String name;
    private final Supplier<T> create;
    private final Consumer<T> close;
    private final Duration wait;
    private volatile @Nullable T ready;
    private @Nullable CompletableFuture<T> creation;
    private long failedAt;
    private boolean closed;

    Created(String name, Supplier<T> create, Consumer<T> close, Duration wait) {
      this.name = name;
      this.create = create;
      this.close = close;
      this.wait = wait;
    }

    T get() {
      T known = ready;
      return known != null ? known : await(creation(), TimeBudget.atMost(wait));
    }

    void begin() {
      var _ = creation();
    }

    T get(Duration waitMax) {
      return await(creation(), waitMax);
    }

    private synchronized CompletableFuture<T> creation() {
      if (closed) {
        throw new StoreUnavailableException(name + ": closed", null);
      }
      CompletableFuture<T> last = creation;
      if (last != null && !mayTryAgain(last)) {
        return last;
      }
      var next = new CompletableFuture<T>();
      creation = next;
      Thread.ofPlatform().daemon().name("create-" + name).start(() -> create(next));
      return next;
    }

    private boolean mayTryAgain(CompletableFuture<T> last) {
      return last.isCompletedExceptionally()
          && System.nanoTime() - failedAt > FAILURE_PAUSE.toNanos();
    }

    private void create(CompletableFuture<T> next) {
      try {
        T created = create.get();
        if (accept(created)) {
          next.complete(created);
        } else {
          close.accept(created);
          next.completeExceptionally(new IllegalStateException("closed meanwhile"));
        }
      } catch (RuntimeException e) {
        synchronized (this) {
          failedAt = System.nanoTime();
        }
        next.completeExceptionally(e);
      }
    }

    private synchronized boolean accept(T created) {
      if (closed) {
        return false;
      }
      ready = created;
      return true;
    }

    private T await(CompletableFuture<T> created, Duration waitMax) {
      try {
        return created.get(waitMax.toNanos(), TimeUnit.NANOSECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw new StoreUnavailableException(name + ": not connected", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoreUnavailableException(name + ": interrupted while connecting", e);
      }
    }

    /** Closes what was created; nothing is from now on. */
    synchronized void close() {
      closed = true;
      T known = ready;
      if (known != null) {
        close.accept(known);
      }
    }
  }
}
