package dev.holdfast.redis.stock;

import dev.holdfast.redis.client.ChannelGate;
import dev.holdfast.redis.topology.MasterView;
import dev.holdfast.runtime.Deadline;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.store.OneView;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RedissonClient;

/**
 * The clients that only some strategies need: each is created when it is first asked for. Redisson
 * is created anew for each view of the master, so that its locks are never on another server than
 * the counters that they protect. Safe for use by many threads.
 */
public final class RedisClients implements AutoCloseable {
  /** How long an order waits for a client that is being created. */
  private static final Duration CREATION_WAIT = Duration.ofMillis(1_200);

  /**
   * The pause after a creation that failed: it is costly, and a crowd of orders would repeat it.
   */
  private static final Duration FAILURE_PAUSE = Duration.ofMillis(500);

  /**
   * How long a client without connections is kept, so that every call that is under way on it has
   * failed: longer than any of them waits for a lock.
   */
  private static final Duration LEFT_GRACE = Duration.ofSeconds(10);

  private final Created<WatchedConnections> watched;
  private final Created<RedissonClient> redisson;

  /**
   * @param view the view that Redisson follows; that of a Cluster never changes
   */
  public RedisClients(
      Supplier<WatchedConnections> newWatched,
      MasterView view,
      Function<MasterView.View, RedissonClient> newRedisson) {
    this(newWatched, view, newRedisson, CREATION_WAIT);
  }

  /**
   * @param creationWait how long an order that needs a client waits while it is created
   */
  public RedisClients(
      Supplier<WatchedConnections> newWatched,
      MasterView view,
      Function<MasterView.View, RedissonClient> newRedisson,
      Duration creationWait) {
    // Connections for WATCH follow the view by themselves.
    watched =
        new Created<>(
            "watched connections",
            MasterView.unknown(),
            its -> newWatched.get(),
            WatchedConnections::close,
            WatchedConnections::close,
            creationWait);
    redisson =
        new Created<>(
            "redisson",
            view,
            newRedisson,
            RedisClients::leave,
            RedissonClient::shutdown,
            creationWait);
    view.onChange(changed -> redisson.follow());
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
    var _ = redisson.get(waitMax);
    if (withWatched) {
      var _ = watched.get(waitMax);
    }
  }

  /** Ends the use of a client at once, and the client itself when no call is left on it. */
  private static void leave(RedissonClient client) {
    if (client.getConfig().getNettyHook() instanceof ChannelGate gate) {
      gate.shut();
      LockSupport.parkNanos(LEFT_GRACE.toNanos());
    }
    client.shutdown();
  }

  /** Connections for WATCH. */
  public WatchedConnections watched() {
    return watched.get().client();
  }

  /**
   * Redisson, for its locks, of the current view of the master. The operation of this thread
   * belongs to that view from now on.
   *
   * @throws StoreUnavailableException when it cannot connect, or not in time, or when the operation
   *     began under another view
   */
  public RedissonClient redisson() {
    var known = redisson.get();
    OneView.admit(known.view());
    return known.client();
  }

  @Override
  public void close() {
    redisson.close();
    watched.close();
  }

  /** A client, and the number of the view of the master that it was created for. */
  private record Known<T>(T client, long view) {}

  /** A creation for a view that is under way or over. */
  private record Creation<T>(long view, CompletableFuture<Known<T>> outcome) {}

  /**
   * A client that one thread creates while others wait, each for a bounded time. The thread is one
   * of its own: a creation takes as long as connecting does, which no request can wait for.
   */
  private static final class Created<T> {
    private final String name;
    private final MasterView view;
    private final Function<MasterView.View, T> create;
    private final Consumer<T> leave;
    private final Consumer<T> close;
    private final Duration wait;
    private volatile @Nullable Known<T> ready;
    private @Nullable Creation<T> creation;
    private long failedAt;
    private boolean closed;

    Created(
        String name,
        MasterView view,
        Function<MasterView.View, T> create,
        Consumer<T> leave,
        Consumer<T> close,
        Duration wait) {
      this.name = name;
      this.view = view;
      this.create = create;
      this.leave = leave;
      this.close = close;
      this.wait = wait;
    }

    Known<T> get() {
      Known<T> known = ready;
      return known != null && known.view() == view.current().number()
          ? known
          : await(creation(), Deadline.atMost(wait));
    }

    Known<T> get(Duration waitMax) {
      return await(creation(), waitMax);
    }

    void begin() {
      var _ = creation();
    }

    /** A client that was in use is created for the new view before an order asks for it. */
    synchronized void follow() {
      if (creation != null && !closed) {
        begin();
      }
    }

    private synchronized CompletableFuture<Known<T>> creation() {
      if (closed) {
        throw new StoreUnavailableException(name + ": closed", null);
      }
      MasterView.View current = view.current();
      Creation<T> last = creation;
      if (last != null && last.view() == current.number() && !mayTryAgain(last.outcome())) {
        return last.outcome();
      }
      var next = new CompletableFuture<Known<T>>();
      creation = new Creation<>(current.number(), next);
      Known<T> left = ready;
      ready = null;
      if (left != null) {
        startThread("leave-" + name, () -> leave.accept(left.client()));
      }
      startThread("create-" + name, () -> create(current, next));
      return next;
    }

    private static void startThread(String name, Runnable task) {
      Thread.ofPlatform().daemon().name(name).start(task);
    }

    private boolean mayTryAgain(CompletableFuture<Known<T>> last) {
      return last.isCompletedExceptionally()
          && System.nanoTime() - failedAt > FAILURE_PAUSE.toNanos();
    }

    private void create(MasterView.View its, CompletableFuture<Known<T>> next) {
      try {
        var created = new Known<>(create.apply(its), its.number());
        if (accept(created)) {
          next.complete(created);
        } else {
          close.accept(created.client());
          next.completeExceptionally(new IllegalStateException("closed, or left, meanwhile"));
        }
      } catch (RuntimeException e) {
        synchronized (this) {
          failedAt = System.nanoTime();
        }
        next.completeExceptionally(e);
      }
    }

    /** A creation that took longer than its view lasted is of no use. */
    private synchronized boolean accept(Known<T> created) {
      if (closed || creation == null || creation.view() != created.view()) {
        return false;
      }
      ready = created;
      return true;
    }

    private Known<T> await(CompletableFuture<Known<T>> created, Duration waitMax) {
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
      Known<T> known = ready;
      if (known != null) {
        close.accept(known.client());
      }
    }
  }
}
