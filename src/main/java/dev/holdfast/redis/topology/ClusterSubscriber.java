package dev.holdfast.redis.topology;

import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.pubsub.StatefulRedisClusterPubSubConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Receives from the masters of a Cluster what is published on sharded channels: each channel
 * belongs to the master of its slot.
 */
final class ClusterSubscriber implements Subscriber {
  private final StatefulRedisClusterPubSubConnection<String, String> cluster;
  private final Map<String, StatefulRedisPubSubConnection<String, String>> nodes =
      new ConcurrentHashMap<>();
  private final Consumer<String> received;

  ClusterSubscriber(
      StatefulRedisClusterPubSubConnection<String, String> cluster, Consumer<String> received) {
    this.cluster = cluster;
    this.received = received;
  }

  @Override
  public boolean isCurrent() {
    return cluster.isOpen();
  }

  @Override
  public String serverOf(String channel) {
    RedisClusterNode node = cluster.getPartitions().getPartitionBySlot(SlotHash.getSlot(channel));
    return node == null ? "" : node.getNodeId();
  }

  /**
   * The connection to the server of a channel. One that was closed is made anew: the client closes
   * that of a server that leaves the Cluster, which may come back. To connect may take long, so
   * nothing is held meanwhile.
   */
  private StatefulRedisPubSubConnection<String, String> of(String channel) {
    String server = serverOf(channel);
    var known = nodes.get(server);
    if (known != null && known.isOpen()) {
      return known;
    }
    var node = cluster.getConnection(server);
    node.addListener(
        new RedisPubSubAdapter<>() {
          @Override
          public void smessage(String shardChannel, String message) {
            received.accept(shardChannel);
          }
        });
    nodes.put(server, node);
    return node;
  }

  @Override
  public boolean isConnected(String channel) {
    var node = nodes.get(serverOf(channel));
    return node != null && node.isOpen();
  }

  @Override
  public CompletionStage<Void> subscribe(String channel) {
    return of(channel).async().ssubscribe(channel);
  }

  @Override
  public void unsubscribe(String channel) {
    for (var node : nodes.values()) {
      try {
        var _ = node.async().sunsubscribe(channel);
      } catch (RedisException e) {
        // It ends with its connection.
      }
    }
  }

  @Override
  public void ping() {
    for (var node : nodes.values()) {
      try {
        var _ = node.async().ping();
      } catch (RedisException e) {
        // It is not connected, which the client mends.
      }
    }
  }

  @Override
  public void close() {
    var _ = cluster.closeAsync();
  }
}
