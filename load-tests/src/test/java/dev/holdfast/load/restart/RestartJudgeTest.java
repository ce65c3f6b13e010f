package dev.holdfast.load.restart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.load.check.Audit;
import dev.holdfast.load.check.Cancellation;
import dev.holdfast.load.check.Guarantee;
import dev.holdfast.load.check.History;
import dev.holdfast.load.check.Line;
import dev.holdfast.load.check.OrderRead;
import dev.holdfast.load.check.Outcome;
import dev.holdfast.load.check.Receipt;
import dev.holdfast.load.check.Scope;
import dev.holdfast.load.check.Shortage;
import dev.holdfast.load.endpoints.HoldfastClient.DeclaredStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A rolling restart in which all went well, and what is said when one thing did not. */
class RestartJudgeTest {
  private static final String SKU = "p";
  private static final List<Line> ONE = List.of(new Line(SKU, 1));
  private static final DeclaredStrategy SAFE =
      new DeclaredStrategy("safe", new Guarantee(Scope.ALL_INSTANCES, false, false));

  private final List<OrderTimeline> timelines = new ArrayList<>();
  private final List<Restart> restarts = new ArrayList<>();
  private final Map<String, OrderRead> orders = new LinkedHashMap<>();
  private final List<Receipt> settled = new ArrayList<>();
  private List<Stage> stages = List.of(Stage.SIGTERM, Stage.SIGKILL);
  private long supplied = 4;
  private long clock;

  @BeforeEach
  void allWentWell() {
    timeline("k1", Stage.SIGTERM, new Outcome.Busy("shutting-down"), accepted("o1"));
    timeline(
        "k2",
        Stage.SIGKILL,
        new Outcome.Unknown("answer-lost", null),
        new Outcome.Accepted("o2", true, ONE));
    timeline("k3", Stage.UNDISTURBED, accepted("o3"));
    timeline("k4", Stage.SIGTERM, accepted("o4"));
    timeline("k5", Stage.SIGTERM, soldOut());
    timeline("k6", Stage.SIGKILL, soldOut());
    for (int i = 1; i <= Fleet.SIZE; i++) {
      restarts.add(new Restart(i, Stage.SIGTERM, 1.5, 143, true, 6, 0));
      restarts.add(new Restart(i, Stage.SIGKILL, 0.1, 137, false, 6, 2));
    }
  }

  @Test
  void nothingIsHeldAgainstARestartInWhichAllWentWell() {
    RestartResults.Round round = judged();
    assertThat(round.failures()).isEmpty();
    assertThat(round.verdict().text()).isEqualTo("exact");
    assertThat(round.passed()).isTrue();
  }

  @Test
  void anAcknowledgedOrderThatIsLost() {
    orders.remove("o1");
    assertFails("1 receipts without an order");
  }

  @Test
  void oneWishPlacedTwiceUnderTwoKeys() {
    supplied = 5;
    Receipt first = receipt("k9", new Outcome.Unknown("no answer", null));
    Receipt again = receipt("k9.again1", accepted("o9"));
    timelines.add(new OrderTimeline("k9", Stage.SIGTERM, List.of(first, again), List.of()));
    settled.add(receipt("k9", new Outcome.Accepted("o8", true, ONE)));
    orders.put("o8", new OrderRead("o8", true, "RESERVED", ONE));
    assertFails("order k9 was placed 2 times: o8, o9");
  }

  @Test
  void anOrderThatSettlingItselfPlacedIsNotASecond() {
    supplied = 6;
    Receipt first = receipt("k9", new Outcome.Unknown("no answer", null));
    Receipt again = receipt("k9.again1", accepted("o9"));
    timelines.add(new OrderTimeline("k9", Stage.SIGTERM, List.of(first, again), List.of()));
    settled.add(receipt("k9", accepted("o8")));
    assertThat(judged().failures()).isEmpty();
  }

  @Test
  void withoutALostAnswerNobodyTriedToPlaceAnOrderTwice() {
    timelines.removeIf(s -> s.wish().equals("k2"));
    timeline("k2", Stage.SIGKILL, new Outcome.Busy("no-instance"), accepted("o2"));
    assertFails("that proves nothing of doubles");
  }

  @Test
  void oneKeyAcceptedTwice() {
    supplied = 5;
    timeline("k1", Stage.SIGTERM, accepted("o7"));
    assertFails("order k1 was placed 2 times: o1, o7");
    assertThat(judged().verdict().text()).contains("1 orders accepted twice");
  }

  @Test
  void anOrderThatWasNeverAnswered() {
    timeline(
        "k7", Stage.SIGTERM, new Outcome.Busy("shutting-down"), new Outcome.Busy("overloaded"));
    assertFails(
        "order k7 (SIGTERM) was not answered within 2 attempts and 0.0 s; the last it was told:"
            + " overloaded");
  }

  @Test
  void anOrderOfAKilledInstanceMayGoUnansweredForSoLong() {
    timeline("k7", Stage.SIGKILL, new Outcome.Busy("in-progress"), new Outcome.Busy("in-progress"));
    assertThat(judged().failures()).isEmpty();
  }

  @Test
  void aCancellationThatWasNeverAnswered() {
    Receipt placed = receipt("k7", accepted("o7"));
    supplied = 5;
    long now = clock++;
    timelines.add(
        new OrderTimeline(
            "k7",
            Stage.SIGTERM,
            List.of(placed),
            List.of(new Cancellation("o7", now, now, Cancellation.Result.UNKNOWN, ""))));
    assertThat(judged().failures())
        .anyMatch(f -> f.startsWith("order k7 (SIGTERM) was not answered"));
  }

  @Test
  void anInstanceThatHadToBeKilled() {
    restarts.set(0, new Restart(1, Stage.SIGTERM, 20.2, 137, false, 6, 0));
    assertFails("instance 1 did not end by itself after SIGTERM and had to be killed after 20.2 s");
  }

  @Test
  void anInstanceThatEndedWithAnError() {
    restarts.set(0, new Restart(1, Stage.SIGTERM, 0.2, 1, true, 6, 0));
    assertFails("instance 1 ended with exit code 1 after SIGTERM");
  }

  @Test
  void anInstanceThatBrokeOffARequestAfterSigterm() {
    restarts.set(0, new Restart(1, Stage.SIGTERM, 1.5, 143, true, 6, 1));
    assertFails("instance 1 broke off 1 requests after SIGTERM");
  }

  @Test
  void anInstanceThatHadEndedBeforeItWasKilled() {
    restarts.set(1, new Restart(1, Stage.SIGKILL, 0.2, 1, true, 6, 0));
    assertFails("instance 1 was not ended by SIGKILL but had exit code 1");
  }

  @Test
  void restartsDuringWhichNothingWasOrderedProveNothing() {
    timelines.removeIf(s -> s.stage() == Stage.SIGKILL);
    orders.remove("o2");
    supplied = 3;
    assertFails("during SIGKILL no order was accepted: that proves nothing");
  }

  @Test
  void mixOfVersionsWithoutRollback_provesNothing() {
    stages = List.of(Stage.SIGTERM, Stage.ROLLBACK, Stage.SIGKILL);
    assertFails("during rollback no order was accepted: that proves nothing");
    assertFails("no instance was restarted by rollback: that proves nothing");
  }

  @Test
  void rollback_isHeldToTheRulesOfSigterm() {
    stages = List.of(Stage.SIGTERM, Stage.ROLLBACK, Stage.SIGKILL);
    supplied = 5;
    timeline("k7", Stage.ROLLBACK, accepted("o7"));
    timeline("k8", Stage.ROLLBACK, soldOut());
    restarts.add(new Restart(1, Stage.ROLLBACK, 1.5, 143, true, 6, 0));
    assertThat(judged().failures()).isEmpty();
    assertThat(judged().stages()).extracting(StageReport::stage).contains(Stage.ROLLBACK);
    restarts.add(new Restart(2, Stage.ROLLBACK, 1.5, 1, true, 6, 1));
    timeline("k9", Stage.ROLLBACK, new Outcome.Busy("overloaded"));
    assertFails("instance 2 ended with exit code 1");
    assertFails("instance 2 broke off 1 requests");
    assertFails("order k9 (rollback) was not answered");
  }

  private void assertFails(String text) {
    RestartResults.Round round = judged();
    assertThat(round.passed()).isFalse();
    List<String> said = new ArrayList<>(round.failures());
    said.add(round.verdict().text());
    assertThat(said).anyMatch(s -> s.contains(text));
  }

  private RestartResults.Round judged() {
    List<Receipt> receipts = new ArrayList<>();
    List<Cancellation> cancellations = new ArrayList<>();
    timelines.forEach(s -> receipts.addAll(s.attempts()));
    timelines.forEach(s -> cancellations.addAll(s.cancellations()));
    receipts.addAll(settled);
    receipts.add(receipt("closing", soldOut()));
    long held = orders.size();
    Audit audit = new Audit(SKU, supplied, supplied - held, held, 0, 0, 0, true);
    History history =
        new History(
            Map.of(SKU, supplied),
            receipts,
            cancellations,
            List.copyOf(orders.values()),
            List.of(audit));
    return RestartJudge.judge(SAFE, history, stages, timelines, restarts, Duration.ofSeconds(1));
  }

  private void timeline(String key, Stage stage, Outcome... outcomes) {
    List<Receipt> attempts = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      attempts.add(receipt(key, outcome));
    }
    timelines.add(new OrderTimeline(key, stage, attempts, List.of()));
  }

  private Receipt receipt(String key, Outcome outcome) {
    if (outcome instanceof Outcome.Accepted(String id, _, _)) {
      orders.put(id, new OrderRead(id, true, "RESERVED", ONE));
    }
    long now = clock++;
    return new Receipt(key, 0, ONE, now, now, outcome);
  }

  private static Outcome accepted(String id) {
    return new Outcome.Accepted(id, false, ONE);
  }

  private static Outcome soldOut() {
    return new Outcome.SoldOut(List.of(new Shortage(SKU, 1, 0)));
  }
}
