package dev.holdfast.redis.clock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.redis.clock.CallerClock.Trust;
import dev.holdfast.testing.Defaults;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** When an instance trusts its own clock. */
class CallerClockTest {
  private static final long START = 1_900_000_000_000L;
  private static final long DAYS_91 = Duration.ofDays(91).toMillis();
  private static final long HALF_A_MINUTE = Duration.ofSeconds(30).toMillis();

  private final AtomicLong wall = new AtomicLong(START);
  private final AtomicLong nanos = new AtomicLong(77);
  private final CallerClock clock =
      new CallerClock(Defaults.of(ClockSettings.class), wall::get, nanos::get);

  private void pass(Duration time) {
    wall.addAndGet(time.toMillis());
    nanos.addAndGet(time.toNanos());
  }

  private long compareWith(long store) {
    return clock.compare(store, clock.millis());
  }

  @Test
  void aClockThatNeverAgreedWithTheStoresIsNotTrusted() {
    assertThat(clock.stamp()).isEmpty();
    assertThat(compareWith(START + DAYS_91)).isEqualTo(DAYS_91);
    assertThat(clock.stamp()).isEmpty();
    assertThat(clock.trust()).isEqualTo(Trust.NEVER_AGREED);
  }

  @Test
  void aClockThatAgreedIsTrustedFromThenOn() {
    assertThat(compareWith(START + HALF_A_MINUTE)).isEqualTo(HALF_A_MINUTE);
    assertThat(clock.stamp()).isEqualTo(Long.toString(START));

    pass(Duration.ofDays(400));
    assertThat(compareWith(wall.get() - DAYS_91)).isEqualTo(-DAYS_91);
    assertThat(clock.trust()).as("the store's clock jumped, not this one").isEqualTo(Trust.TRUSTED);
    assertThat(clock.stamp()).isEqualTo(Long.toString(wall.get()));
  }

  @Test
  void aClockThatJumpsIsNotTrustedUntilTheJumpIsUndone() {
    for (long jump : new long[] {DAYS_91, -DAYS_91, HALF_A_MINUTE + 1}) {
      compareWith(wall.get());
      wall.addAndGet(jump);
      assertThat(clock.stamp()).isEmpty();
      assertThat(clock.trust()).isEqualTo(Trust.JUMPED);

      wall.addAndGet(-jump);
      assertThat(clock.trust()).isEqualTo(Trust.TRUSTED);
    }
  }

  @Test
  void aJumpTogetherWithTheStoresClockTakesTheTrustAllTheSame() {
    compareWith(START);
    wall.addAndGet(DAYS_91);
    assertThat(compareWith(START + DAYS_91)).isZero();
    assertThat(clock.trust()).isEqualTo(Trust.JUMPED);
  }

  @Test
  void aWrongClockThatIsSetRightIsTrusted() {
    wall.set(START - DAYS_91);
    compareWith(START);
    wall.set(START);
    compareWith(START);
    assertThat(clock.trust()).isEqualTo(Trust.TRUSTED);
  }

  @Test
  void smallStepsAreFollowedAndNotSummedUp() {
    compareWith(START);
    for (int i = 0; i < 10; i++) {
      wall.addAndGet(HALF_A_MINUTE);
      compareWith(wall.get());
      assertThat(clock.trust()).isEqualTo(Trust.TRUSTED);
    }
  }

  @Test
  void anAnswerThatComesLateIsNoDifference() {
    long sent = clock.millis();
    pass(Duration.ofMinutes(5));
    assertThat(clock.compare(START + 60_000, sent)).isZero();
    assertThat(clock.compare(START - 60_000, sent)).isEqualTo(-60_000);
  }
}
