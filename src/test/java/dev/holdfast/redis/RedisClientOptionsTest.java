package dev.holdfast.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.redis.topology.JvmAddressResolver;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.ClusterClientOptions;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the client library is told, where its defaults follow no failover. */
class RedisClientOptionsTest {
  @Test
  void theSlotsOfAClusterAreAskedForAnewWhenSomethingShowsThatTheyMovedAndEveryFewSeconds() {
    var options = ClusterClientOptions.builder();
    new RedisConfiguration().bounds(RedisSettings.defaults()).customize(options);
    var refresh = options.build().getTopologyRefreshOptions();
    assertThat(refresh.isPeriodicRefreshEnabled()).isTrue();
    assertThat(refresh.getRefreshPeriod()).isLessThanOrEqualTo(Duration.ofSeconds(5));
    assertThat(refresh.getAdaptiveRefreshTriggers()).isNotEmpty();
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
}
