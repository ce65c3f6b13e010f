package dev.holdfast.redis.topology;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import java.net.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once that the shared connection is lost, and once that it is back; the client itself would
 * tell of every try in between.
 */
final class ConnectionLog implements RedisConnectionStateListener {
  private static final Logger log = LoggerFactory.getLogger(ConnectionLog.class);

  private final Object shared;
  private volatile boolean lost;

  ConnectionLog(Object shared) {
    this.shared = shared;
  }

  @Override
  public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
    if (isShared(connection) && !lost && !connection.isClosed()) {
      lost = true;
      log.warn("The connection to Redis is lost: orders are refused until it is back");
    }
  }

  @Override
  public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
    if (isShared(connection) && lost) {
      lost = false;
      log.info("Redis is connected again");
    }
  }

  @SuppressWarnings("ReferenceEquality")
  private boolean isShared(RedisChannelHandler<?, ?> connection) {
    return connection == shared;
  }
}
