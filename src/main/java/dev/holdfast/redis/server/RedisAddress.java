package dev.holdfast.redis.server;

import java.util.stream.Collectors;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;

/** Where Redis is, in words; never with a password. */
public final class RedisAddress {
  private RedisAddress() {}

  /** The address of the configured Redis. */
  public static String of(DataRedisConnectionDetails details) {
    var sentinel = details.getSentinel();
    if (sentinel != null) {
      return "master " + sentinel.getMaster() + " of the Sentinels " + nodes(sentinel.getNodes());
    }
    var cluster = details.getCluster();
    if (cluster != null) {
      return "the Cluster " + nodes(cluster.getNodes());
    }
    var standalone = details.getStandalone();
    return standalone == null ? "nowhere" : standalone.getHost() + ":" + standalone.getPort();
  }

  private static String nodes(java.util.List<DataRedisConnectionDetails.Node> nodes) {
    return nodes.stream()
        .map(node -> node.host() + ":" + node.port())
        .collect(Collectors.joining(", "));
  }
}
