package dev.holdfast.redis.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.redis.topology.SentinelVotes.Vote;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is believed of Sentinels that know different things. */
class SentinelViewTest {
  private static final String A = "10.0.0.1";
  private static final String B = "10.0.0.2";

  private final MasterView view = MasterView.unknown();
  private final SentinelView agreed = new SentinelView(view);

  private static Vote vote(String sentinel, String host, long epoch) {
    return new Vote(sentinel, host, 6379, epoch, 3);
  }

  private void announced(String from, String to) {
    agreed.announced(from, 6379, to, 6379);
  }

  @Test
  void aSentinelThatIsCutOffFromTheOthersIsOutvotedHoweverItIsAsked() {
    assertThat(SentinelVotes.decide(List.of(vote("s1", A, 1)))).isEmpty();
    assertThat(SentinelVotes.decide(List.of(vote("s1", A, 1), vote("s2", B, 2))))
        .contains(vote("s2", B, 2));
    assertThat(SentinelVotes.decide(List.of(vote("s1", B, 2), vote("s2", A, 1))))
        .contains(vote("s1", B, 2));
  }

  @Test
  void aSentinelThatIsKnownByTwoAddressesHasOneVote() {
    assertThat(SentinelVotes.decide(List.of(vote("s1", A, 1), vote("s1", A, 1)))).isEmpty();
  }

  @Test
  void anAnnouncementIsFollowedBeforeAMajorityKnowsAndIsNotTurnedBackByIt() {
    agreed.decided(vote("s1", A, 4));
    assertThat(view.current().host()).isEqualTo(A);
    announced(A, B);
    assertThat(view.current()).isEqualTo(new MasterView.View(2, B, 6379));
    agreed.decided(vote("s1", A, 4));
    assertThat(view.current()).isEqualTo(new MasterView.View(2, B, 6379));
    agreed.decided(vote("s1", B, 6));
    assertThat(view.current().number()).isEqualTo(2);
  }

  @Test
  void anAnnouncementOfASwitchThatIsOverChangesNothing() {
    agreed.decided(vote("s1", A, 4));
    announced(A, B);
    agreed.decided(vote("s1", A, 6));
    assertThat(view.current()).isEqualTo(new MasterView.View(3, A, 6379));
    announced("10.0.0.9", B);
    assertThat(view.current().host()).isEqualTo(A);
  }

  /** The Sentinel that leads a failover names the old master under the new epoch for a while. */
  @Test
  void anotherAddressUnderTheEpochOfTheViewIsNotBelieved() {
    agreed.decided(vote("s1", A, 4));
    announced(A, B);
    agreed.decided(vote("s1", B, 5));
    agreed.decided(vote("s2", A, 5));
    assertThat(view.current()).isEqualTo(new MasterView.View(2, B, 6379));
  }

  @Test
  void sentinelsThatWereSetUpAnewAreBelievedOnceTheyInsist() {
    agreed.decided(vote("s1", A, 4));
    for (int i = 1; i < SentinelView.EARLIER_EPOCHS_MAX; i++) {
      agreed.decided(vote("s1", B, 0));
      assertThat(view.current().host()).isEqualTo(A);
    }
    agreed.decided(vote("s1", B, 0));
    assertThat(view.current().host()).isEqualTo(B);
  }

  /** Whatever changes, an older number is never current again. */
  @Test
  void everyChangeRaisesTheNumberOnce() {
    agreed.decided(vote("s1", A, 4));
    assertThat(view.renew(1)).isTrue();
    assertThat(view.renew(1)).isFalse();
    assertThat(view.current()).isEqualTo(new MasterView.View(2, A, 6379));
  }
}
