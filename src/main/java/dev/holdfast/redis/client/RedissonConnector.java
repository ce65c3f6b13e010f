package dev.holdfast.redis.client;

import dev.holdfast.redis.topology.MasterConnector;
import dev.holdfast.redis.topology.MasterView;
import dev.holdfast.stock.StoreUnavailableException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.api.redisnode.RedisNode;
import org.redisson.api.redisnode.RedisNodes;
import org.redisson.client.RedisException;
import org.redisson.config.Config;

/** Connects Redisson to the server that the other connections of a view belong to. */
public final class RedissonConnector {
  private RedissonConnector() {}

  /**
   * Connects.
   *
   * @param its the view that the client is for
   * @param connector what connects to the master of the view; null on a Cluster
   * @throws StoreUnavailableException when Redis cannot be reached, when no other connection of the
   *     view was made yet, or when the address leads Redisson to another server
   */
  public static RedissonClient connect(
      Config config, MasterView.View its, @Nullable MasterConnector connector) {
    try {
      RedissonClient client = Redisson.create(config);
      if (connector != null && !isAtServerOf(its, connector, client)) {
        client.shutdown();
        throw new StoreUnavailableException("Redisson reached another server", null);
      }
      return client;
    } catch (RedisException e) {
      throw new StoreUnavailableException("Redisson cannot connect: " + e.getMessage(), e);
    }
  }

  private static boolean isAtServerOf(
      MasterView.View its, MasterConnector connector, RedissonClient client) {
    Optional<String> server = connector.serverOf(its);
    if (server.isEmpty()) {
      // No connection yet; or a server that does not report its id, which cannot be compared.
      return connector.isConnected(its);
    }
    try {
      return server
          .get()
          .equals(
              client
                  .getRedisNodes(RedisNodes.SINGLE)
                  .getInstance()
                  .info(RedisNode.InfoSection.SERVER)
                  .get("run_id"));
    } catch (RedisException e) {
      client.shutdown();
      throw e;
    }
  }
}
