package dev.holdfast.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.instance.PeerStatus.PeersAlive;
import dev.holdfast.instance.PeerStatus.Sole;
import dev.holdfast.instance.PeerStatus.Unknown;
import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.testing.Defaults;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisServerProcess;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an instance knows of others: never more than its lease allows. */
class InstanceRegistryTest {
  private static final InstanceSettings SETTINGS =
      new InstanceSettings(Duration.ofSeconds(1), Duration.ofMillis(200));
  private static final Duration BELIEVED = SETTINGS.lease().minus(SETTINGS.margin());

  private final RedisServerProcess server = RedisServerProcess.start();
  private final RedisClient client =
      RedisClient.create(RedisURI.create("127.0.0.1", server.port()));
  private RedisGateway redis;

  /** The first instance's own clock; the second one's is real. */
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1_000);

  private InstanceRegistry first;
  private InstanceRegistry second;

  @BeforeEach
  void connect() {
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .build());
    redis = Defaults.gateway(client, InstanceSetup.patientRedis());
    first = new InstanceRegistry(new InstanceLeases(redis), SETTINGS, clock::get);
    second = new InstanceRegistry(new InstanceLeases(redis), SETTINGS);
  }

  @AfterEach
  void disconnect() {
    redis.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    server.close();
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  private static long term(InstanceRegistry instances) {
    return ((Sole) instances.peerStatus()).term();
  }

  /** Whoever looks has a lease too, and gives it back: it must not count as another instance. */
  private void awaitLeasesEnded() {
    var leases = new InstanceLeases(redis);
    await("every lease has ended")
        .until(() -> {
          int live = leases.announce("probe", SETTINGS.lease()).live();
          leases.leave("probe");
          return live == 1;
        });
  }

  @Test
  void whoHasNotAnnouncedItselfKnowsNothing() {
    assertThat(first.peerStatus()).isEqualTo(new Unknown());
    assertThat(first.live()).isNaN();
  }

  @Test
  void theFirstIsAloneUntilItHearsOfTheSecondWhichNeverIs() {
    first.announce();
    assertThat(first.peerStatus()).isInstanceOf(Sole.class);

    second.announce();
    assertThat(second.peerStatus()).isEqualTo(new PeersAlive(1));

    first.announce();
    assertThat(first.peerStatus()).isEqualTo(new PeersAlive(1));
    assertThat(first.live()).isEqualTo(2);
  }

  @Test
  void itStopsBelievingInItsLeaseBeforeRedisDoes() {
    first.announce();
    pass(BELIEVED.minusNanos(1));
    assertThat(first.peerStatus()).isInstanceOf(Sole.class);

    pass(Duration.ofNanos(1));

    assertThat(first.peerStatus()).isEqualTo(new Unknown());
    second.announce();
    assertThat(second.peerStatus()).isEqualTo(new PeersAlive(1));
  }

  @Test
  void itsTakesEndBeforeItsLeaseDoes() {
    first.announce();
    double end = redis.<Double>read(commands -> commands.zscore(Keys.INSTANCES, first.id()));
    assertThat(((Sole) first.peerStatus()).until())
        .isEqualTo((long) end - SETTINGS.margin().toMillis());
  }

  @Test
  void theTimeThatARenewalTakesIsNotBelievedIn() {
    var slow =
        new InstanceRegistry(
            new InstanceLeases(redis), SETTINGS, () -> clock.getAndAdd(BELIEVED.toNanos()));
    slow.announce();
    assertThat(slow.peerStatus()).isEqualTo(new Unknown());
  }

  @Test
  void aRenewalInTimeKeepsTheTerm() {
    first.announce();
    long before = term(first);
    pass(BELIEVED.minusNanos(1));
    first.announce();
    assertThat(term(first)).isEqualTo(before);
  }

  @Test
  void whoWasPausedPastItsLeaseBeginsANewTermThoughNobodyIsThere() {
    first.announce();
    long before = term(first);
    pass(BELIEVED);
    first.announce();
    assertThat(term(first)).isNotEqualTo(before);
  }

  @Test
  void whoseLeaseHasEndedInRedisBeginsANewTermThoughItsOwnClockStoodStill() {
    first.announce();
    long before = term(first);
    awaitLeasesEnded();
    first.announce();
    assertThat(term(first)).isNotEqualTo(before);
  }

  @Test
  void oneThatIsGoneIsForgottenWithItsLease() {
    second.announce();
    await("the lease has ended")
        .atMost(SETTINGS.lease().multipliedBy(3))
        .until(() -> {
          first.announce();
          return first.peerStatus() instanceof Sole;
        });
  }

  @Test
  void oneThatLeavesIsForgottenAtOnce() {
    first.announce();
    second.announce();
    second.leave();
    first.announce();
    assertThat(first.peerStatus()).isInstanceOf(Sole.class);
    assertThat(second.peerStatus()).isEqualTo(new Unknown());

    first.leave();
    assertThat(redis.<Long>read(commands -> commands.exists(Keys.INSTANCES))).isZero();
  }

  @Test
  void whatIsKnownStaysKnownForItsTimeWhenRedisIsGone() {
    first.announce();
    server.close();
    await("the connection is known to be gone")
        .ignoreExceptions()
        .untilAsserted(() ->
            assertThatThrownBy(first::announce).isInstanceOf(StoreUnavailableException.class));
    assertThat(first.peerStatus()).isInstanceOf(Sole.class);
    pass(BELIEVED);
    assertThat(first.peerStatus()).isEqualTo(new Unknown());
  }
}
