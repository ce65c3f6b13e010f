package dev.holdfast.redis.topology;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose client sees to it that it is connected: that of a Cluster, whose client
 * follows the masters of all its slots. Safe for use by many threads.
 */
public final class ClientLink implements StoreLink, StoreLink.Sender {
  private final AbstractRedisClient client;
  private final StatefulConnection<String, String> connection;
  private final RedisClusterAsyncCommands<String, String> commands;
  private final ConnectionLog connectionLog;

  /**
   * Connects. The client stays the caller's.
   *
   * @throws RedisException when Redis cannot be reached
   */
  public ClientLink(AbstractRedisClient client) {
    this.client = client;
    switch (client) {
      case RedisClient standalone -> {
        var shared = standalone.connect(ExactUtf8.INSTANCE);
        connection = shared;
        commands = shared.async();
      }
      case RedisClusterClient several -> {
        var shared = several.connect(ExactUtf8.INSTANCE);
        connection = shared;
        commands = shared.async();
      }
      default -> throw new IllegalArgumentException("not a Redis client: " + client);
    }
    connectionLog = new ConnectionLog(connection);
    client.addListener(connectionLog);
  }

  @Override
  public Sender sender() {
    return this;
  }

  @Override
  public RedisClusterAsyncCommands<String, String> commands() {
    return commands;
  }

  @Override
  public void accept(@Nullable Object reply, @Nullable Throwable fault) {
    // The client itself leaves a node that is no master.
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public StoreLink another() {
    return new ClientLink(client);
  }

  @Override
  public Subscriber subscriber(Consumer<String> received) {
    return switch (client) {
      case RedisClient standalone ->
          new ServerSubscriber(standalone.connectPubSub(ExactUtf8.INSTANCE), () -> true, received);
      case RedisClusterClient several ->
          new ClusterSubscriber(several.connectPubSub(ExactUtf8.INSTANCE), received);
      default -> throw new IllegalArgumentException("not a Redis client: " + client);
    };
  }

  @Override
  public void onNewMaster(Runnable task) {
    // Its client follows the masters and tells of none.
  }

  @Override
  public void close() {
    client.removeListener(connectionLog);
    // The factory of the client may have closed it before us.
    if (connection.isOpen()) {
      connection.close();
    }
  }
}
