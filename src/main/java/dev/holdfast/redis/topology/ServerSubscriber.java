package dev.holdfast.redis.topology;

import io.lettuce.core.RedisException;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Receives from one server. */
final class ServerSubscriber implements Subscriber {
  private final StatefulRedisPubSubConnection<String, String> connection;
  private final BooleanSupplier current;

  ServerSubscriber(
      StatefulRedisPubSubConnection<String, String> connection,
      BooleanSupplier current,
      Consumer<String> received) {
    this.connection = connection;
    this.current = current;
    connection.addListener(
        new RedisPubSubAdapter<>() {
          @Override
          public void message(String channel, String message) {
            received.accept(channel);
          }
        });
  }

  @Override
  public boolean isCurrent() {
    return connection.isOpen() && current.getAsBoolean();
  }

  @Override
  public String serverOf(String channel) {
    return "";
  }

  @Override
  public boolean isConnected(String channel) {
    return connection.isOpen();
  }

  @Override
  public CompletionStage<Void> subscribe(String channel) {
    return connection.async().subscribe(channel);
  }

  @Override
  public void unsubscribe(String channel) {
    try {
      var _ = connection.async().unsubscribe(channel);
    } catch (RedisException e) {
      // It ends with its connection.
    }
  }

  @Override
  public void ping() {
    try {
      var _ = connection.async().ping();
    } catch (RedisException e) {
      // It is not connected, which shows otherwise.
    }
  }

  @Override
  public void close() {
    var _ = connection.closeAsync();
  }
}
