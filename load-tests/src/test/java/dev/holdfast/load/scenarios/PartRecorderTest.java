package dev.holdfast.load.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.load.endpoints.AnswerKind;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PartRecorderTest {
  private final PartRecorder recorder =
      new PartRecorder(AnswerKind.ACCEPTED, Duration.ofSeconds(10), Duration.ofSeconds(2));

  @Test
  void nothingOfTheWarmUpIsMeasured() {
    record(AnswerKind.ACCEPTED, 0, 500);
    record(AnswerKind.ACCEPTED, 9_000, 9_900);
    record(AnswerKind.ACCEPTED, 10_000, 10_004);
    assertThat(recorder.measurement().accepted().count()).isEqualTo(1);
    assertThat(recorder.measurement().throughput()).isEqualTo(0.5);
    assertThat(recorder.total(AnswerKind.ACCEPTED)).isEqualTo(3);
  }

  @Test
  void anAnswerThatComesTooLateForThroughputStillCountsAsLatency() {
    record(AnswerKind.ACCEPTED, 0, 1);
    record(AnswerKind.ACCEPTED, 11_900, 15_900);
    assertThat(recorder.measurement().throughput()).isZero();
    assertThat(recorder.measurement().accepted().maxMs()).isBetween(3_999.0, 4_005.0);
  }

  @Test
  void acceptedAndRefusedAreKeptApart() {
    record(AnswerKind.SOLD_OUT, 0, 1);
    record(AnswerKind.ACCEPTED, 10_100, 10_110);
    record(AnswerKind.SOLD_OUT, 10_100, 10_400);
    Measurement.Part part = recorder.measurement();
    assertThat(part.accepted().p50Ms()).isBetween(9.9, 10.1);
    assertThat(part.soldOut().p50Ms()).isBetween(299.0, 301.0);
    assertThat(part.throughput()).isEqualTo(0.5);
  }

  @Test
  void eachSecondIsCountedByItself() {
    record(AnswerKind.ACCEPTED, 0, 1);
    record(AnswerKind.ACCEPTED, 10_000, 10_100);
    record(AnswerKind.ACCEPTED, 10_900, 11_100);
    record(AnswerKind.ACCEPTED, 11_900, 11_999);
    assertThat(recorder.measurement().perSecond()).containsExactly(1L, 2L);
  }

  private void record(AnswerKind kind, long sentMs, long answeredMs) {
    recorder.record(
        kind, TimeUnit.MILLISECONDS.toNanos(sentMs), TimeUnit.MILLISECONDS.toNanos(answeredMs));
  }
}
