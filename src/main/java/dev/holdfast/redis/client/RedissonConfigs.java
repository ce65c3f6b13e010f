package dev.holdfast.redis.client;

import dev.holdfast.redis.topology.MasterView;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.BaseConfig;
import org.redisson.config.Config;
import org.redisson.config.ConstantDelay;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Cluster;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Sentinel;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Standalone;
import org.springframework.boot.ssl.SslBundle;

/** Configures Redisson for the same Redis that Lettuce is configured for. */
public final class RedissonConfigs {
  private static final Duration RECONNECT_DELAY = Duration.ofMillis(250);

  /** Idle connections are tried this often, so that none is found dead by an order. */
  private static final Duration PING_INTERVAL = Duration.ofSeconds(1);

  /** Each caller bounds its wait for a lock; this bounds the subscription alone. */
  private static final Duration SUBSCRIPTION_TIMEOUT = Duration.ofSeconds(1);

  /**
   * How long a lock outlives a holder that is gone; a holder that lives renews it three times as
   * often. It is also how long an orphaned lock excludes all others: one that was requested while
   * Redis hung, and that Redis grants, when it resumes, to a caller that has given up.
   */
  private static final Duration LOCK_LEASE = Duration.ofSeconds(3);

  /** The shortest wait for replicas that {@code WAIT} knows; 0 would be for ever. */
  private static final Duration CLUSTER_SYNC_WAIT = Duration.ofMillis(1);

  /** Locks need few connections: one contender for each SKU and instance. */
  private static final int THREADS = 4;

  private RedissonConfigs() {}

  /**
   * For the Redis of Spring's configuration.
   *
   * @param master the master of the current view; not used for a Cluster
   * @param clientName the name that each connection shows in {@code CLIENT LIST}; null for none
   * @param timeout how long one command may take; it is not tried again, since a second try could
   *     acquire or release twice
   * @param silenceMax how long a connection may owe answers before it is replaced
   */
  public static Config of(
      DataRedisConnectionDetails details,
      MasterView.View master,
      @Nullable String clientName,
      Duration timeout,
      Duration connectTimeout,
      Duration silenceMax) {
    var config = new Config();
    // A lock in Redis protects no more than the counter beside it, and a failover may lose both.
    // Waiting for replicas would add a round trip to every acquisition, and stop all of them while
    // one replica hangs.
    config.setCheckLockSyncedSlaves(false);
    config.setNettyHook(new ChannelGate(silenceMax));
    config.setLockWatchdogTimeout(LOCK_LEASE.toMillis());
    config.setNettyThreads(THREADS);
    config.setThreads(THREADS);
    config.setCodec(StringCodec.INSTANCE);
    config.setUsername(details.getUsername());
    config.setPassword(details.getPassword());
    SslBundle ssl = details.getSslBundle();
    String scheme = ssl == null ? "redis://" : "rediss://";
    if (ssl != null) {
      // Whom Lettuce trusts, Redisson does too, and it shows the same certificate.
      config.setSslTrustManagerFactory(ssl.getManagers().getTrustManagerFactory());
      config.setSslKeyManagerFactory(ssl.getManagers().getKeyManagerFactory());
    }
    Cluster cluster = details.getCluster();
    if (cluster != null) {
      // Redisson cannot be kept from waiting for replicas of a Cluster, only from doing it for
      // long.
      config.setSlavesSyncTimeout(CLUSTER_SYNC_WAIT.toMillis());
      // A script that the next owner of a half moved slot lacks would be loaded to the last one,
      // and called again there, without an end.
      config.setUseScriptCache(false);
      var servers = config.useClusterServers();
      cluster
          .getNodes()
          .forEach(node -> servers.addNodeAddress(scheme + node.host() + ":" + node.port()));
      bound(servers, clientName, timeout, connectTimeout);
    } else {
      // One server, also under Sentinel: which one, the service's view of the master says.
      var server = config.useSingleServer();
      server
          .setAddress(scheme + master.host() + ":" + master.port())
          .setDatabase(database(details))
          .setConnectionMinimumIdleSize(2);
      bound(server, clientName, timeout, connectTimeout);
    }
    return config;
  }

  private static int database(DataRedisConnectionDetails details) {
    Sentinel sentinel = details.getSentinel();
    Standalone standalone = details.getStandalone();
    if (sentinel != null) {
      return sentinel.getDatabase();
    }
    return standalone == null ? 0 : standalone.getDatabase();
  }

  private static void bound(
      BaseConfig<?> servers,
      @Nullable String clientName,
      Duration timeout,
      Duration connectTimeout) {
    servers.setClientName(clientName);
    servers.setTimeout((int) timeout.toMillis());
    servers.setConnectTimeout((int) connectTimeout.toMillis());
    servers.setSubscriptionTimeout((int) SUBSCRIPTION_TIMEOUT.toMillis());
    servers.setPingConnectionInterval((int) PING_INTERVAL.toMillis());
    servers.setRetryAttempts(0);
    servers.setReconnectionDelay(new ConstantDelay(RECONNECT_DELAY));
  }
}
