package dev.holdfast.redis.topology;

import java.util.concurrent.CompletionStage;

/**
 * A connection that receives what is published on the channels that it subscribes to. It ends with
 * its view of the master. Safe for use by many threads, of which one at a time subscribes to the
 * channels of a server.
 */
public interface Subscriber extends AutoCloseable {
  /** Whether it still receives what is published. */
  boolean isCurrent();

  /**
   * The server that has the channels of this name now, as far as this client knows: a channel whose
   * server changed is subscribed to again.
   */
  String serverOf(String channel);

  /**
   * Whether the connection is open that has the subscriptions to the channels of this one's server.
   * Where it is not, they are gone.
   */
  boolean isConnected(String channel);

  /**
   * Subscribes to a channel.
   *
   * @return complete when the server has confirmed it
   * @throws io.lettuce.core.RedisException when it cannot be asked for
   */
  CompletionStage<Void> subscribe(String channel);

  /** Ends a subscription, without waiting for it. */
  void unsubscribe(String channel);

  /** Sends something that is answered, so that a connection without another side is given up. */
  void ping();

  @Override
  void close();
}
