package dev.holdfast.redis.topology;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes connections to the master of the current view, and ends them all together when the view
 * changes. No connection is handed out before the server says that it is the master. Safe for use
 * by many threads.
 */
public final class MasterConnector {
  private final RedisClient client;
  private final RedisURI settings;
  private final MasterView view;
  private final Duration helloMax;
  private final Set<MasterConnection> open = ConcurrentHashMap.newKeySet();

  /**
   * @param client must not reconnect by itself, since what it reconnects to may be another server;
   *     it stays the caller's
   * @param settings all but the address
   * @param helloMax how long a server may take to say its role
   * @throws IllegalArgumentException when the client reconnects
   */
  public MasterConnector(
      RedisClient client, RedisURI settings, MasterView view, Duration helloMax) {
    if (client.getOptions().isAutoReconnect()) {
      throw new IllegalArgumentException("a client of one view must not reconnect by itself");
    }
    this.client = client;
    this.settings = settings;
    this.view = view;
    this.helloMax = helloMax;
    view.onChange(this::leave);
  }

  /** The view that its connections follow. */
  public MasterView view() {
    return view;
  }

  /**
   * Connects to the master of the current view.
   *
   * @throws NotMasterException when the server there is none
   * @throws RedisException when it cannot be reached, or the view changed meanwhile
   */
  public MasterConnection connect() {
    MasterView.View wanted = view.current();
    if (!wanted.isKnown()) {
      throw new RedisException("the master is not known");
    }
    RedisURI uri = RedisURI.builder(settings).build();
    uri.setHost(wanted.host());
    uri.setPort(wanted.port());
    var connection = new MasterConnection(this, client.connect(StringCodec.UTF8, uri), wanted);
    boolean sound = false;
    try {
      checkRole(connection);
      open.removeIf(other -> !other.isOpen());
      open.add(connection);
      // It may have changed before the connection was known to be one that ends with it.
      if (!connection.isCurrent()) {
        throw new RedisException("the master changed meanwhile");
      }
      view.accepted();
      sound = true;
      return connection;
    } finally {
      if (!sound) {
        connection.close();
      }
    }
  }

  private void checkRole(MasterConnection connection) {
    String role;
    try {
      List<Object> hello =
          connection
              .commands()
              .dispatch(CommandType.HELLO, new ArrayOutput<>(StringCodec.UTF8))
              .toCompletableFuture()
              .get(helloMax.toNanos(), TimeUnit.NANOSECONDS);
      role = String.valueOf(hello.get(hello.indexOf("role") + 1));
    } catch (TimeoutException e) {
      throw new RedisException("the server did not say its role in time", e);
    } catch (ExecutionException e) {
      throw new RedisException("the server did not say its role: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RedisException("interrupted while connecting", e);
    }
    if (!role.equals("master")) {
      view.refused();
      throw new NotMasterException(role);
    }
  }

  /** A server of this view refuses writes as a replica does. */
  void readOnly(MasterView.View of) {
    if (view.current().number() == of.number()) {
      view.refused();
      view.renew(of.number());
    }
  }

  /**
   * A new view has begun. What a demoted master still answers is lost, so nothing is waited for
   * where the master is elsewhere now. Where only the server behind the address is in question, its
   * refusals are certain and worth waiting for.
   */
  private void leave(MasterView.View next) {
    for (MasterConnection connection : open) {
      MasterView.View its = connection.view();
      if (its.number() != next.number()) {
        open.remove(connection);
        if (its.isAt(next.host(), next.port())) {
          connection.closeWhenAnswered();
        } else {
          connection.close();
        }
      }
    }
  }
}
