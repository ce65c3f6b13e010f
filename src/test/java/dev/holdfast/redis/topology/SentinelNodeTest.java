package dev.holdfast.redis.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.redis.topology.SentinelVotes.Vote;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is made of the answers of a Sentinel that leads a failover. */
class SentinelNodeTest {
  private FakeSentinel sentinel;
  private RedisClient client;
  private SentinelNode node;

  @BeforeEach
  void start() throws Exception {
    sentinel = new FakeSentinel();
    client = RedisClient.create();
    node =
        new SentinelNode(
            client, RedisURI.create("127.0.0.1", sentinel.port()), "shop", announcement -> {});
  }

  @AfterEach
  void stop() throws Exception {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    sentinel.close();
  }

  private Vote vote() throws Exception {
    return node.ask().get(20, TimeUnit.SECONDS).vote();
  }

  @Test
  void aVoteHasTheAddressOfTheMasterAndItsEpoch() throws Exception {
    assertThat(vote()).isEqualTo(new Vote("s1", "10.0.0.1", 6379, 4, 3));
  }

  /** SENTINEL MASTER names the old master under the new epoch until all replicas follow. */
  @Test
  void aPromotedReplicaIsNamedWithItsEpochWhileTheFailoverIsCompleted() throws Exception {
    sentinel.promote();
    assertThat(vote()).isEqualTo(new Vote("s1", "10.0.0.2", 6379, 5, 3));
  }

  /** The reverse, the new master under the old epoch, is believed of no vote. */
  @Test
  void theNewEpochNeverComesWithTheOldAddress() throws Exception {
    sentinel.promoteAfterNextAnswer();
    assertThat(vote()).isEqualTo(new Vote("s1", "10.0.0.2", 6379, 4, 3));
  }
}
