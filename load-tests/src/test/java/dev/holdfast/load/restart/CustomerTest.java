package dev.holdfast.load.restart;

import static dev.holdfast.load.restart.ScriptedHoldfast.accepted;
import static dev.holdfast.load.restart.ScriptedHoldfast.cancelled;
import static dev.holdfast.load.restart.ScriptedHoldfast.hangsUp;
import static dev.holdfast.load.restart.ScriptedHoldfast.problem;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.load.check.Cancellation;
import dev.holdfast.load.check.Line;
import dev.holdfast.load.check.Outcome;
import dev.holdfast.load.check.Receipt;
import dev.holdfast.load.endpoints.HoldfastClient;
import dev.holdfast.load.scenarios.PlannedOrder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CustomerTest {
  private static final RetryPolicy THREE =
      new RetryPolicy(3, Duration.ofMillis(1), Duration.ofMillis(2));
  private static final PlannedOrder ORDER = new PlannedOrder("k", List.of(new Line("p", 1)), false);

  private final ScriptedHoldfast holdfast = new ScriptedHoldfast();
  private final Customer customer = customer(false);

  @AfterEach
  void stop() {
    holdfast.close();
  }

  @ParameterizedTest
  @CsvSource({
    "503, shutting-down",
    "503, overloaded",
    "409, in-progress",
    "504, outcome-unknown",
    "503, no-instance",
    "502, instance-failed",
    "504, instance-slow",
  })
  void whoIsNotAnsweredComesAgainUnderTheSameKey(int status, String code) {
    holdfast.then(problem(status, code), accepted("o1"));
    OrderTimeline timeline = customer.serve(ORDER, Stage.SIGTERM);
    assertThat(timeline.attempts()).hasSize(2).extracting(Receipt::key).containsOnly("k");
    assertThat(timeline.answered()).isTrue();
    assertThat(StageReport.of(Stage.SIGTERM, List.of(timeline)).cameAgain())
        .containsExactly(entry(code, 1L));
  }

  @Test
  void aBrokenConnectionAndAnEmptyAnswerLeaveTheOutcomeOpen() {
    holdfast.then(hangsUp(), new ScriptedHoldfast.Answer(503, "", false), accepted("o1"));
    OrderTimeline timeline = customer.serve(ORDER, Stage.SIGTERM);
    assertThat(timeline.attempts().subList(0, 2))
        .extracting(Receipt::outcome)
        .allMatch(Outcome.Unknown.class::isInstance);
    assertThat(timeline.answered()).isTrue();
  }

  @Test
  void attemptsEnd() {
    holdfast.then(
        problem(503, "shutting-down"),
        problem(503, "shutting-down"),
        problem(503, "shutting-down"),
        accepted("o1"));
    OrderTimeline timeline = customer.serve(ORDER, Stage.SIGTERM);
    assertThat(timeline.attempts()).hasSize(3);
    assertThat(timeline.answered()).isFalse();
  }

  @Test
  void aRefusalForLackOfStockIsAnAnswer() {
    holdfast.then(problem(409, "insufficient-stock"));
    OrderTimeline timeline = customer.serve(ORDER, Stage.SIGTERM);
    assertThat(timeline.answered()).isTrue();
    assertThat(timeline.neededRetry()).isFalse();
  }

  @Test
  void anAnswerThatNobodyCanActUponIsNotAskedForTwice() {
    holdfast.then(problem(500, "internal-error"));
    OrderTimeline timeline = customer.serve(ORDER, Stage.SIGTERM);
    assertThat(timeline.attempts()).hasSize(1);
    assertThat(timeline.answered()).isFalse();
  }

  @Test
  void aCancellationInDoubtIsSentAgain() {
    holdfast.then(accepted("o1"), problem(503, "shutting-down"), cancelled("o1"));
    OrderTimeline timeline =
        customer.serve(new PlannedOrder("k", ORDER.lines(), true), Stage.SIGTERM);
    assertThat(timeline.cancellations())
        .extracting(Cancellation::result)
        .containsExactly(Cancellation.Result.UNKNOWN, Cancellation.Result.CANCELLED);
    assertThat(timeline.answered()).isTrue();
    assertThat(timeline.neededRetry()).isTrue();
  }

  @Test
  void aCustomerWhoIsToldToUsesANewKeyEachTime() {
    holdfast.then(problem(503, "a"), problem(503, "b"));
    OrderTimeline timeline = customer(true).serve(ORDER, Stage.SIGTERM);
    assertThat(timeline.wish()).isEqualTo("k");
    assertThat(timeline.attempts())
        .extracting(Receipt::key)
        .containsExactly("k", "k.again1", "k.again2");
  }

  private Customer customer(boolean newKeys) {
    return new Customer(new HoldfastClient(holdfast.uri()), THREE, newKeys);
  }
}
