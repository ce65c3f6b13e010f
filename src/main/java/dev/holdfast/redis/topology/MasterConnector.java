package dev.holdfast.redis.topology;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections to the master of the current view, and ends them all together when the view
 * changes. It returns no connection before the server says that it is the master. Safe for use by
 * many threads.
 */
public final class MasterConnector {
  private static final Pattern RUN_ID = Pattern.compile("(?m)^run_id:(\\w+)");

  /** The server of a view. */
  private record Server(long view, String runId) {}

  private final RedisClient client;
  private final RedisURI settings;
  private final MasterView view;
  private final AtomicReference<@Nullable Server> server = new AtomicReference<>();
  private final Duration answerMax;
  private final Set<MasterConnection> open = ConcurrentHashMap.newKeySet();

  /**
   * @param client must not reconnect by itself, since what it reconnects to may be another server;
   *     it stays the caller's
   * @param settings all but the address
   * @param answerMax how long a server may take to say its role, and to answer what it still owes
   *     once nothing more is sent to it
   * @throws IllegalArgumentException when the client reconnects
   */
  public MasterConnector(
      RedisClient client, RedisURI settings, MasterView view, Duration answerMax) {
    if (client.getOptions().isAutoReconnect()) {
      throw new IllegalArgumentException("a client of one view must not reconnect by itself");
    }
    this.client = client;
    this.settings = settings;
    this.view = view;
    this.answerMax = answerMax;
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
    return connect(uri -> client.connect(ExactUtf8.INSTANCE, uri));
  }

  /** As {@link #connect}, for a connection that receives messages. */
  Subscriber subscriber(Consumer<String> received) {
    var opened = new AtomicReference<@Nullable StatefulRedisPubSubConnection<String, String>>();
    MasterConnection connection =
        connect(uri -> {
          var subscribing = client.connectPubSub(ExactUtf8.INSTANCE, uri);
          opened.set(subscribing);
          return subscribing;
        });
    return new ServerSubscriber(
        Objects.requireNonNull(opened.get()), connection::isCurrent, received);
  }

  private MasterConnection connect(
      Function<RedisURI, StatefulRedisConnection<String, String>> connecting) {
    MasterView.View wanted = view.current();
    if (!wanted.isKnown()) {
      throw new RedisException("the master is not known");
    }
    RedisURI uri = RedisURI.builder(settings).build();
    uri.setHost(wanted.host());
    uri.setPort(wanted.port());
    var connection = new MasterConnection(this, connecting.apply(uri), wanted);
    boolean sound = false;
    try {
      checkRole(connection);
      checkServer(connection, wanted);
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

  /**
   * The run id of the server that the connections of a view belong to; empty while no connection of
   * it was made, or where the server does not report it.
   */
  public Optional<String> serverOf(MasterView.View its) {
    Server known = server.get();
    return known != null && known.view() == its.number()
        ? Optional.of(known.runId()).filter(id -> !id.isEmpty())
        : Optional.empty();
  }

  /** Whether a connection of a view was made. */
  public boolean isConnected(MasterView.View its) {
    Server known = server.get();
    return known != null && known.view() == its.number();
  }

  /**
   * An address may lead to another server from one connection to the next, while both say that they
   * are a master. All connections of a view belong to one server: the first one decides which, and
   * a later one that finds another ends the view.
   */
  private void checkServer(MasterConnection connection, MasterView.View wanted) {
    String runId = runId(connection);
    Server pinned =
        server.updateAndGet(known ->
            known != null && known.view() == wanted.number()
                ? known
                : new Server(wanted.number(), runId));
    if (pinned == null || !pinned.runId().equals(runId)) {
      view.renew(wanted.number());
      throw new RedisException("the address leads to another server: all connect anew");
    }
  }

  private String runId(MasterConnection connection) {
    try {
      var matcher =
          RUN_ID.matcher(
              connection
                  .commands()
                  .info("server")
                  .toCompletableFuture()
                  .get(answerMax.toNanos(), TimeUnit.NANOSECONDS));
      return matcher.find() ? matcher.group(1) : "";
    } catch (ExecutionException e) {
      // Such as a user without the right to ask.
      return "";
    } catch (TimeoutException e) {
      throw new RedisException("the server did not say its run id in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RedisException("interrupted while connecting", e);
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
              .get(answerMax.toNanos(), TimeUnit.NANOSECONDS);
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
          connection.closeWhenAnswered(answerMax);
        } else {
          connection.close();
        }
      }
    }
  }
}
