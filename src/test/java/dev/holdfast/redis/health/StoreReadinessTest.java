package dev.holdfast.redis.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.redis.client.WriteProbe.Written;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

/** What makes an instance not ready, and what does not. */
class StoreReadinessTest {
  private static final Duration READ_ONLY_MAX = Duration.ofSeconds(3);

  private final AtomicReference<List<Written>> answers =
      new AtomicReference<>(List.of(Written.WRITTEN, Written.WRITTEN));
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final AtomicBoolean cutOffAlone = new AtomicBoolean();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final StoreWrites writes = new StoreWrites(answers::get, nanos::get);
  private final StoreReadiness readiness =
      new StoreReadiness(writes, READ_ONLY_MAX, cutOffAlone::get);

  private boolean isReady() {
    return readiness.health().getStatus().equals(Status.UP);
  }

  private void answer(Written first, Written second) {
    answers.set(List.of(first, second));
    writes.check();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void aStoreThatIsAwayOrRefusesForAllLeavesItReady() {
    assertThat(isReady()).as("before the first look").isTrue();
    for (Written kind : List.of(Written.UNANSWERED, Written.REFUSED)) {
      answer(kind, kind);
      pass(Duration.ofHours(1));
      answer(kind, kind);
      assertThat(isReady()).as("%s", kind).isTrue();
    }
  }

  @Test
  void anInstanceThatIsCutOffAloneIsNotReady() {
    cutOffAlone.set(true);
    assertThat(isReady()).isFalse();
    cutOffAlone.set(false);
    assertThat(isReady()).isTrue();
  }

  @Test
  void afterSomeSecondsOfReadOnlyItIsNotReadyUntilAWriteIsTaken() {
    answer(Written.WRITTEN, Written.READ_ONLY);
    pass(READ_ONLY_MAX.minusNanos(1));
    answer(Written.WRITTEN, Written.READ_ONLY);
    assertThat(isReady()).isTrue();
    pass(Duration.ofNanos(1));
    assertThat(isReady()).isFalse();

    answer(Written.UNANSWERED, Written.UNANSWERED);
    assertThat(isReady()).as("its connection was given up").isFalse();

    answer(Written.WRITTEN, Written.WRITTEN);
    assertThat(isReady()).isTrue();
    pass(Duration.ofHours(1));
    answer(Written.READ_ONLY, Written.READ_ONLY);
    assertThat(isReady()).as("READONLY begins anew").isTrue();
  }

  @Test
  void eachPartitionHasANumber() {
    writes.bindTo(meters, 2);
    assertThat(writable("0")).isNaN();
    answer(Written.WRITTEN, Written.REFUSED);
    assertThat(writable("0")).isEqualTo(1);
    assertThat(writable("1")).isZero();
    answer(Written.UNANSWERED, Written.WRITTEN);
    assertThat(writable("0")).isZero();
    assertThat(writable("1")).isEqualTo(1);
  }

  private double writable(String partition) {
    return meters.get("holdfast.store.writable").tag("partition", partition).gauge().value();
  }
}
