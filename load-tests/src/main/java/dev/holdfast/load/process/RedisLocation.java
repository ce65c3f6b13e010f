package dev.holdfast.load.process;

import dev.holdfast.load.config.HostAndPort;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How an instance of the service finds its Redis: the properties that it is started with. */
public final class RedisLocation {
  private static final String PREFIX = "spring.data.redis.";

  private RedisLocation() {}

  /** One address, whichever server answers there. */
  public static Map<String, String> at(HostAndPort address) {
    return Map.of(
        PREFIX + "host", address.host(), PREFIX + "port", Integer.toString(address.port()));
  }

  /** The master that Sentinels name. */
  public static Map<String, String> watchedBy(String master, List<HostAndPort> sentinels) {
    return Map.of(PREFIX + "sentinel.master", master, PREFIX + "sentinel.nodes", joined(sentinels));
  }

  /** A Cluster. */
  public static Map<String, String> cluster(List<HostAndPort> nodes) {
    return Map.of(PREFIX + "cluster.nodes", joined(nodes));
  }

  private static String joined(List<HostAndPort> addresses) {
    return addresses.stream().map(HostAndPort::toString).collect(Collectors.joining(","));
  }
}
