package dev.holdfast.testing;

import dev.holdfast.redis.client.RedisSettings;
import dev.holdfast.redis.client.RedissonConfigs;
import dev.holdfast.redis.topology.MasterView;
import java.time.Duration;
import java.util.List;
import org.redisson.config.Config;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;

/** Redisson's configuration as the service makes it, for a Redis on a plain connection. */
public final class TestRedisson {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  private TestRedisson() {}

  /** For one server. */
  public static Config of(String host, int port, int database, Duration timeout) {
    return of(
        new DataRedisConnectionDetails() {
          @Override
          public Standalone getStandalone() {
            return Standalone.of(host, port, database);
          }
        },
        new MasterView.View(0, host, port),
        timeout);
  }

  /** For a Cluster, found by one of its nodes. */
  public static Config ofCluster(String host, int port, Duration timeout) {
    return of(
        new DataRedisConnectionDetails() {
          @Override
          public Cluster getCluster() {
            return () -> List.of(new Node(host, port));
          }
        },
        new MasterView.View(0, "", 0),
        timeout);
  }

  private static Config of(
      DataRedisConnectionDetails details, MasterView.View master, Duration timeout) {
    return RedissonConfigs.of(
        details,
        master,
        null,
        timeout,
        CONNECT_TIMEOUT,
        Defaults.of(RedisSettings.class).silenceMax());
  }
}
