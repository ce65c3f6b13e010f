package dev.holdfast.redis.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.redis.RedisConfiguration;
import dev.holdfast.redis.topology.JvmAddressResolver;
import dev.holdfast.testing.Defaults;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions.RefreshTrigger;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.SocketAddressResolver;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;

/** What the client library is told, where its defaults follow no failover. */
class RedisClientOptionsTest {
  @Test
  void theSlotsOfAClusterAreAskedForAnewWhenSomethingShowsThatTheyMovedAndEveryFewSeconds() {
    var options = ClusterClientOptions.builder();
    new RedisConfiguration().bounds(Defaults.of(RedisSettings.class)).customize(options);
    var refresh = options.build().getTopologyRefreshOptions();
    assertThat(refresh.isPeriodicRefreshEnabled()).isTrue();
    assertThat(refresh.getRefreshPeriod()).isLessThanOrEqualTo(Duration.ofSeconds(5));
    assertThat(refresh.getAdaptiveRefreshTriggers()).contains(RefreshTrigger.values());
    assertThat(refresh.getAdaptiveRefreshTimeout()).isLessThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aNameIsResolvedByTheJvmWhenAConnectionIsMade() {
    var address = new JvmAddressResolver().resolve(RedisURI.create("localhost", 6379));
    assertThat(address)
        .isInstanceOfSatisfying(
            InetSocketAddress.class,
            inet -> {
              assertThat(inet.isUnresolved()).isFalse();
              assertThat(inet.getHostString()).isEqualTo("localhost");
            });
  }

  /** A Cluster's nodes are found again by its own refresh. */
  @Test
  void theResolverIsUsedForAMasterAndNotForTheNodesOfACluster() {
    assertThat(resolver(new DataRedisConnectionDetails() {}))
        .isInstanceOf(JvmAddressResolver.class);
    assertThat(
            resolver(
                new DataRedisConnectionDetails() {
                  @Override
                  public Cluster getCluster() {
                    return List::of;
                  }
                }))
        .isNotInstanceOf(JvmAddressResolver.class);
  }

  private static SocketAddressResolver resolver(DataRedisConnectionDetails details) {
    var builder = ClientResources.builder();
    new RedisConfiguration()
        .reconnectSoon(Defaults.of(RedisSettings.class), details)
        .customize(builder);
    var resources = builder.build();
    try {
      return resources.socketAddressResolver();
    } finally {
      var _ = resources.shutdown(0, 0, TimeUnit.SECONDS);
    }
  }
}
