package dev.holdfast.load.restart;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
  private final RetryPolicy patience =
      new RetryPolicy(6, Duration.ofMillis(100), Duration.ofMillis(500));

  @Test
  void pausesGrowUpToTheLongest() {
    assertThat(patience.pauseAfter(1, new Random(1)).toMillis()).isBetween(75L, 100L);
    assertThat(patience.pauseAfter(2, new Random(1)).toMillis()).isBetween(150L, 200L);
    assertThat(patience.pauseAfter(50, new Random(1)).toMillis()).isBetween(375L, 500L);
  }

  @Test
  void allPausesTogetherAreBounded() {
    assertThat(patience.pausesMax()).isEqualTo(Duration.ofMillis(100 + 200 + 400 + 500 + 500));
  }

  @Test
  void theStandardOutlastsTheClaimOfAnInstanceThatDied() {
    assertThat(RetryPolicy.STANDARD.pausesMax()).isGreaterThan(Duration.ofSeconds(15));
  }
}
