package dev.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class JournalMetersTest {
  private final AtomicLong now = new AtomicLong(1);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final JournalMeters meters = new JournalMeters(registry, Duration.ofMillis(50), now::get);

  private double behind() {
    return registry.get("holdfast.journal.behind").timeGauge().value();
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void aHolderWhoseTurnHangsIsBehind() {
    meters.turn(true);
    meters.copied(true);
    pass(Duration.ofMillis(60));
    assertThat(behind()).isZero();
    pass(Duration.ofSeconds(3));
    assertThat(behind()).isGreaterThan(3);
    meters.copied(true);
    assertThat(behind()).isZero();
  }

  /** Others may fail as well, with any number of turns in between. */
  @Test
  void afterAFaultAnInstanceIsBehindUntilTheLockIsAnothersForGood() {
    meters.turn(true);
    meters.failed();
    for (int i = 0; i < 50; i++) {
      pass(Duration.ofMillis(50));
      meters.turn(false);
      assertThat(behind()).isNotNaN().isPositive();
    }
    pass(Duration.ofSeconds(5));
    meters.turn(false);
    assertThat(behind()).isNaN();
  }
}
