package dev.holdfast.load.process;

import dev.holdfast.load.config.HostAndPort;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How an instance of the service finds its Redis.
 *
 * @param properties what the instance is started with
 */
public record RedisLocation(Map<String, String> properties) {
  public RedisLocation {
    properties = Map.copyOf(properties);
  }

  /** One address, whichever server answers there. */
  public static RedisLocation at(HostAndPort address) {
    return new RedisLocation(
        Map.of(
            "spring.data.redis.host",
            address.host(),
            "spring.data.redis.port",
            Integer.toString(address.port())));
  }

  /** The master that Sentinels name. */
  public static RedisLocation watchedBy(String master, List<HostAndPort> sentinels) {
    return new RedisLocation(
        Map.of(
            "spring.data.redis.sentinel.master",
            master,
            "spring.data.redis.sentinel.nodes",
            joined(sentinels)));
  }

  /** A Cluster. */
  public static RedisLocation cluster(List<HostAndPort> nodes) {
    return new RedisLocation(Map.of("spring.data.redis.cluster.nodes", joined(nodes)));
  }

  private static String joined(List<HostAndPort> addresses) {
    return addresses.stream().map(HostAndPort::toString).collect(Collectors.joining(","));
  }
}
