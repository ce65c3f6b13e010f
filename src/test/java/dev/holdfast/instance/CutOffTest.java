package dev.holdfast.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.testing.Defaults;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whether an instance alone does not reach Redis. */
class CutOffTest {
  private static final InstanceSettings SETTINGS =
      new InstanceSettings(Duration.ofSeconds(30), Duration.ofSeconds(3));
  private static final Duration RENEWAL = SETTINGS.renewal();
  private static final Duration LATER_BY = RENEWAL.plus(SETTINGS.margin());
  private static final String ADDRESS = "127.0.0.1:9081";

  private final AtomicLong clock = new AtomicLong();
  private RedisClient client;
  private RedisGateway redis;
  private InstanceRegistry ours;
  private InstanceRegistry other;
  private boolean reached = true;
  private boolean otherAnswers = true;
  private CutOff cutOff;

  @BeforeEach
  void connect() {
    var shared = RedisUnderTest.shared();
    var uri = RedisURI.create(shared.host(), shared.port());
    uri.setDatabase(2);
    client = RedisClient.create(uri);
    redis = Defaults.gateway(client, InstanceSetup.patientRedis());
    var leases = new InstanceLeases(redis);
    ours = new InstanceRegistry(leases, SETTINGS, clock::get, "127.0.0.1:9080");
    other = new InstanceRegistry(leases, SETTINGS, clock::get, ADDRESS);
    cutOff =
        new CutOff(
            ours,
            () -> {
              if (!reached) {
                throw new StoreUnavailableException("cut", null);
              }
            },
            LATER_BY,
            3,
            peer ->
                otherAnswers && peer.equals(new Peer(other.id(), ADDRESS))
                    ? other.renewedAgo()
                    : Optional.empty());
    other.announce();
    ours.announce();
  }

  @AfterEach
  void disconnect() {
    redis.<String>write(commands -> commands.flushdb());
    redis.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
  }

  private boolean aloneAfter(Duration time) {
    clock.addAndGet(time.toNanos());
    cutOff.check();
    return cutOff.alone();
  }

  @Test
  void whileItReachesRedisItIsNotCutOff() {
    clock.addAndGet(Duration.ofMinutes(5).toNanos());
    other.announce();
    assertThat(aloneAfter(Duration.ZERO)).isFalse();
  }

  @Test
  void whenAnotherRenewsItsLeaseAndItCannotItIsAlone() {
    reached = false;
    assertThat(aloneAfter(LATER_BY)).as("it may be everybody's outage").isFalse();
    clock.addAndGet(1);
    other.announce();
    assertThat(aloneAfter(Duration.ZERO)).isTrue();

    otherAnswers = false;
    assertThat(aloneAfter(Duration.ZERO)).as("the other does not say so any more").isFalse();
    otherAnswers = true;
    assertThat(aloneAfter(Duration.ZERO)).isTrue();
    reached = true;
    assertThat(aloneAfter(Duration.ZERO)).isFalse();
  }

  @Test
  void inAnOutageOfAllNobodyIsAlone() {
    clock.addAndGet(RENEWAL.toNanos());
    other.announce();
    reached = false;
    for (int i = 0; i < 20; i++) {
      assertThat(aloneAfter(Duration.ofSeconds(7))).isFalse();
    }
  }

  @Test
  void anInstanceThatHasNoAddressIsNotAsked() {
    var silent = new InstanceRegistry(new InstanceLeases(redis), SETTINGS);
    silent.announce();
    ours.announce();
    assertThat(ours.peers()).containsExactly(new Peer(other.id(), ADDRESS));
    for (String address : new String[] {"host name:1", "a/b:80", "127.0.0.1", "127.0.0.1:port"}) {
      assertThat(Peer.parse(other.id() + "@" + address)).isEmpty();
    }
    assertThat(Peer.parse(other.id() + "@[::1]:9080")).isPresent();
  }
}
