package dev.holdfast.load.restart;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
  private final RetryPolicy retryPolicy =
      new RetryPolicy(6, Duration.ofMillis(100), Duration.ofMillis(500));

  @Test
  void pausesGrowUpToTheLongest() {
    assertThat(retryPolicy.pauseAfter(1, new Random(1)).toMillis()).isBetween(75L, 100L);
    assertThat(retryPolicy.pauseAfter(2, new Random(1)).toMillis()).isBetween(150L, 200L);
    assertThat(retryPolicy.pauseAfter(50, new Random(1)).toMillis()).isBetween(375L, 500L);
  }

  @Test
  void allPausesTogetherAreBounded() {
    assertThat(retryPolicy.pausesMax()).isEqualTo(Duration.ofMillis(100 + 200 + 400 + 500 + 500));
  }

  @Test
  void theStandardOutlastsTheClaimOfAnInstanceThatDied() {
    assertThat(RetryPolicy.STANDARD.pausesMax()).isGreaterThan(Duration.ofSeconds(15));
  }
}
