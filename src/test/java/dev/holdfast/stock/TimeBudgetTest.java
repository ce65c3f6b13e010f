package dev.holdfast.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How waits share a budget. */
class TimeBudgetTest {
  private static final Duration WAIT = Duration.ofMillis(500);

  @Test
  void withoutABudgetAWaitIsAsLongAsItsOwnBound() {
    assertThat(TimeBudget.atMost(WAIT)).isEqualTo(WAIT);
  }

  @Test
  void aWaitIsNoLongerThanWhatIsLeft() {
    Duration left = TimeBudget.apart(Duration.ofMillis(200), () -> TimeBudget.atMost(WAIT));
    assertThat(left).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void aRequestGrowsImpatientAndAPartEnds() {
    Duration request =
        TimeBudget.<Duration, RuntimeException>within(
            Duration.ofMillis(1), TimeBudgetTest::afterTheEnd);
    assertThat(request).isPositive().isLessThan(WAIT);
    assertThat(TimeBudget.apart(Duration.ofMillis(1), TimeBudgetTest::afterTheEnd)).isZero();
  }

  @Test
  void theClockStartsWithTheFirstWait() {
    Duration left =
        TimeBudget.apart(
            Duration.ofMillis(400),
            () -> {
              await().pollDelay(Duration.ofMillis(50)).until(() -> true);
              return TimeBudget.atMost(WAIT);
            });
    assertThat(left).isEqualTo(Duration.ofMillis(400));
  }

  @Test
  void aPartHasItsOwnAndTheRequestKeepsIts() {
    Duration left =
        TimeBudget.apart(
            Duration.ofMillis(300),
            () -> {
              TimeBudget.atMost(WAIT);
              assertThat(TimeBudget.apart(WAIT, () -> TimeBudget.atMost(WAIT))).isEqualTo(WAIT);
              return TimeBudget.atMost(WAIT);
            });
    assertThat(left).isLessThanOrEqualTo(Duration.ofMillis(300));
  }

  private static Duration afterTheEnd() {
    TimeBudget.atMost(WAIT);
    await().pollDelay(Duration.ofMillis(5)).until(() -> true);
    return TimeBudget.atMost(WAIT);
  }
}
