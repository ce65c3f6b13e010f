package dev.holdfast.redis;

import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.client.RedisSettings;
import dev.holdfast.redis.client.RedisUnreachableException;
import dev.holdfast.redis.client.RedissonConfigs;
import dev.holdfast.redis.client.RedissonConnector;
import dev.holdfast.redis.client.Topologies;
import dev.holdfast.redis.client.UnansweredTimeoutHandler;
import dev.holdfast.redis.clock.CallerClock;
import dev.holdfast.redis.clock.ClockSettings;
import dev.holdfast.redis.health.RedisHealth;
import dev.holdfast.redis.script.EventSettings;
import dev.holdfast.redis.script.MovementSettings;
import dev.holdfast.redis.script.RetentionSettings;
import dev.holdfast.redis.script.Scripts;
import dev.holdfast.redis.script.SearchSettings;
import dev.holdfast.redis.server.EmbeddedRedis;
import dev.holdfast.redis.server.EmbeddedSettings;
import dev.holdfast.redis.server.NoRedisConfigured;
import dev.holdfast.redis.server.RedisAddress;
import dev.holdfast.redis.server.RedisFacts;
import dev.holdfast.redis.stock.RedisClients;
import dev.holdfast.redis.stock.WatchedConnections;
import dev.holdfast.redis.topology.JvmAddressResolver;
import dev.holdfast.redis.topology.MasterTopology;
import dev.holdfast.redis.topology.MasterView;
import dev.holdfast.settings.ConditionalOnStore;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.stock.StoreUnavailableException;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisException;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.redisson.config.Config;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import redis.embedded.exceptions.EmbeddedRedisException;

/** Connects to the Redis that is configured, or starts an embedded one when none is. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnStore(StoreKind.REDIS)
@EnableConfigurationProperties({RedisSettings.class, EmbeddedSettings.class})
public class RedisConfiguration {
  private static final int FIRST_CONNECTION_ATTEMPTS = 3;

  /** How long the start waits at each try for Sentinels to name the master. */
  private static final Duration FIRST_MASTER_WAIT = Duration.ofSeconds(3);

  /** How often the slots of a Cluster are asked for, in case nothing else shows that they moved. */
  private static final Duration CLUSTER_REFRESH = Duration.ofSeconds(5);

  /** How often at most, where something does: a MOVED, or a lost connection. */
  private static final Duration CLUSTER_REFRESH_PAUSE = Duration.ofSeconds(1);

  /** How many commands leave in one write at most. */
  private static final int FLUSH_MAX = 64;

  /** Shorter than other commands may take, since an order asks for its lock and releases it too. */
  private static final Duration REDISSON_TIMEOUT = Duration.ofMillis(300);

  /** No Redis is configured: start one. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnStore(StoreKind.REDIS)
  @Conditional(NoRedisConfigured.class)
  static class Embedded {
    @Bean
    EmbeddedRedis embeddedRedis(EmbeddedSettings settings) {
      try {
        return EmbeddedRedis.startUntilClosed(settings.server(), System.getenv("PATH"));
      } catch (EmbeddedRedisException e) {
        throw RedisUnreachableException.embedded(e);
      }
    }

    @Bean
    DataRedisConnectionDetails embeddedRedisConnectionDetails(EmbeddedRedis redis) {
      return new DataRedisConnectionDetails() {
        @Override
        public Standalone getStandalone() {
          return Standalone.of("127.0.0.1", redis.port());
        }
      };
    }
  }

  /**
   * Gives up connections that went silent, pauses only shortly between tries to connect anew, and
   * sends together what threads ask for together.
   */
  public @Bean ClientResourcesBuilderCustomizer reconnectSoon(
      RedisSettings settings, DataRedisConnectionDetails details) {
    return resources -> {
      if (details.getCluster() == null) {
        resources.socketAddressResolver(new JvmAddressResolver());
      }
      resources
          .reconnectDelay(Delay.constant(settings.reconnectDelay()))
          // They have no reader: the service times its own steps.
          .commandLatencyRecorder(CommandLatencyRecorder.disabled())
          .nettyCustomizer(
              new NettyCustomizer() {
                @Override
                public void afterChannelInitialized(Channel channel) {
                  UnansweredTimeoutHandler.watch(channel, settings.silenceMax());
                  // Commands that wait for the event loop at one moment leave in one write; one
                  // that is alone leaves at once.
                  channel.pipeline().addFirst(new FlushConsolidationHandler(FLUSH_MAX, true));
                }
              });
    };
  }

  /** Bounds the handshake of a new connection, as {@link #bounds} bounds connecting. */
  @Bean
  LettuceClientConfigurationBuilderCustomizer handshake(RedisSettings settings) {
    return client -> client.commandTimeout(settings.connectTimeout());
  }

  public @Bean LettuceClientOptionsBuilderCustomizer bounds(RedisSettings settings) {
    return options -> {
      if (options instanceof ClusterClientOptions.Builder cluster) {
        cluster.topologyRefreshOptions(
            ClusterTopologyRefreshOptions.builder()
                .adaptiveRefreshTriggersTimeout(CLUSTER_REFRESH_PAUSE)
                .enablePeriodicRefresh(CLUSTER_REFRESH)
                .build());
      }
      options
          // While there is no connection a command is refused at once: it was not sent, and
          // nothing can have happened.
          .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
          .requestQueueSize(settings.requestQueueMax())
          .socketOptions(
              SocketOptions.builder()
                  .connectTimeout(settings.connectTimeout())
                  .keepAlive(true)
                  .build());
    };
  }

  /** Null on a Cluster, whose client follows the masters of all slots. */
  @Bean(destroyMethod = "close")
  @Nullable MasterTopology masterTopology(
      LettuceConnectionFactory factory, DataRedisConnectionDetails details) {
    return details.getCluster() == null ? Topologies.of(factory, details) : null;
  }

  /** The view of the master that all connections of this instance follow. */
  @Bean
  @DependsOn("masterTopology")
  MasterView masterView(ObjectProvider<MasterTopology> topology) {
    MasterTopology follows = topology.getIfAvailable();
    return follows == null ? MasterView.unknown() : follows.view();
  }

  @Bean
  CallerClock callerClock(ClockSettings settings) {
    return new CallerClock(settings);
  }

  // A provider makes no dependency: without this the connections would end before their users.
  @Bean(destroyMethod = "close")
  @DependsOn("masterTopology")
  RedisGateway redisGateway(
      LettuceConnectionFactory factory,
      ObjectProvider<MasterTopology> topology,
      RedisSettings settings,
      EventSettings events,
      RetentionSettings retention,
      MovementSettings movements,
      SearchSettings search,
      ClockSettings clocks,
      CallerClock clock,
      DataRedisConnectionDetails details) {
    var scripts = new Scripts(events, retention, movements, search, clocks);
    MasterTopology follows = topology.getIfAvailable();
    for (int attempt = 1; ; attempt++) {
      try {
        if (follows == null) {
          return new RedisGateway(factory.getRequiredNativeClient(), settings, scripts, clock);
        }
        follows.awaitMaster(FIRST_MASTER_WAIT);
        return new RedisGateway(follows.connector(), settings, scripts, clock);
      } catch (RedisException e) {
        // On a busy machine the first connection may take longer than a connection should in
        // operation.
        if (attempt == FIRST_CONNECTION_ATTEMPTS) {
          throw new RedisUnreachableException(RedisAddress.of(details), e);
        }
        LockSupport.parkNanos(settings.reconnectDelay().toNanos());
      }
    }
  }

  /** Takes the place of Boot's, which asks on a connection of its own. */
  @Bean
  HealthIndicator redisHealthIndicator(RedisGateway redis, DataRedisConnectionDetails details) {
    return new RedisHealth(redis, RedisAddress.of(details));
  }

  /** Read each time, since an operator of Redis can change it while the service runs. */
  @Bean
  Supplier<RedisFacts> redisFacts(
      RedisGateway redis,
      DataRedisConnectionDetails details,
      ObjectProvider<EmbeddedRedis> embedded) {
    EmbeddedRedis own = embedded.getIfAvailable();
    String executable = own == null ? null : own.executable();
    return () -> RedisFacts.ask(redis, RedisAddress.of(details), executable);
  }

  @Bean(destroyMethod = "close")
  @DependsOn("masterTopology")
  RedisClients redisClients(
      LettuceConnectionFactory factory,
      ObjectProvider<MasterTopology> topology,
      MasterView view,
      RedisSettings settings,
      DataRedisConnectionDetails details) {
    String clientName = factory.getClientConfiguration().getClientName().orElse(null);
    return new RedisClients(
        () -> new WatchedConnections(topology.getObject().connector(), settings),
        view,
        master ->
            RedissonConnector.connect(
                redisson(details, master, clientName, settings),
                master,
                details.getCluster() == null ? topology.getObject().connector() : null));
  }

  private static Config redisson(
      DataRedisConnectionDetails details,
      MasterView.View master,
      @Nullable String clientName,
      RedisSettings settings) {
    if (details.getCluster() == null && !master.isKnown()) {
      throw new StoreUnavailableException("the master of Redis is not known", null);
    }
    return RedissonConfigs.of(
        details,
        master,
        clientName,
        REDISSON_TIMEOUT,
        settings.connectTimeout(),
        settings.silenceMax());
  }
}
