package dev.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How waits share a budget. */
class DeadlineTest {
  private static final Duration WAIT = Duration.ofMillis(500);

  @Test
  void withoutABudgetAWaitIsAsLongAsItsOwnBound() {
    assertThat(Deadline.atMost(WAIT)).isEqualTo(WAIT);
  }

  @Test
  void aWaitIsNoLongerThanWhatIsLeft() {
    Duration left = Deadline.apart(Duration.ofMillis(200), () -> Deadline.atMost(WAIT));
    assertThat(left).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void aRequestGrowsImpatientAndAPartEnds() {
    Duration request =
        Deadline.<Duration, RuntimeException>within(
            Duration.ofMillis(1), DeadlineTest::afterTheEnd);
    assertThat(request).isPositive().isLessThan(WAIT);
    assertThat(Deadline.apart(Duration.ofMillis(1), DeadlineTest::afterTheEnd)).isZero();
  }

  @Test
  void theClockStartsWithTheFirstWait() {
    Duration left =
        Deadline.apart(
            Duration.ofMillis(400),
            () -> {
              await().pollDelay(Duration.ofMillis(50)).until(() -> true);
              return Deadline.atMost(WAIT);
            });
    assertThat(left).isEqualTo(Duration.ofMillis(400));
  }

  @Test
  void aPartHasItsOwnAndTheRequestKeepsIts() {
    Duration left =
        Deadline.apart(
            Duration.ofMillis(300),
            () -> {
              Deadline.atMost(WAIT);
              assertThat(Deadline.apart(WAIT, () -> Deadline.atMost(WAIT))).isEqualTo(WAIT);
              return Deadline.atMost(WAIT);
            });
    assertThat(left).isLessThanOrEqualTo(Duration.ofMillis(300));
  }

  private static Duration afterTheEnd() {
    Deadline.atMost(WAIT);
    await().pollDelay(Duration.ofMillis(5)).until(() -> true);
    return Deadline.atMost(WAIT);
  }
}
