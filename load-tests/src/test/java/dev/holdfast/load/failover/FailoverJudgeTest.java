package dev.holdfast.load.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.load.failover.Attempt.Answer;
import dev.holdfast.load.failover.Evidence.Fate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A failover in which all went well, and the judge's words when one thing did not. */
class FailoverJudgeTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Offer PLENTY = new Offer("p", "safe", 1_000, false);
  private static final Offer SCARCE = new Offer("s", "safe", 2, true);
  private static final int BEFORE = 3;
  private static final int AFTER = 12;

  private final List<Attempt> attempts = new ArrayList<>();
  private final Map<String, Fate> fates = new HashMap<>();
  private final Map<String, Long> astray = new HashMap<>();
  private final List<String> executed = new ArrayList<>();
  private boolean mayLeak;
  private long uncounted;

  /** Each instance sells ten orders a second, from three seconds before the failover on. */
  @BeforeEach
  void allWentWell() {
    for (int tenth = -BEFORE * 10; tenth < AFTER * 10; tenth++) {
      for (int instance = 1; instance <= 2; instance++) {
        acknowledged(PLENTY, instance, tenth / 10.0, Fate.HELD);
      }
    }
  }

  @Test
  void aFailoverInWhichAllWentWell_passes() {
    for (Scenario scenario : Scenario.values()) {
      if (scenario.bounds().losesSome()) {
        continue;
      }
      RoundReport report = judged(scenario);
      assertThat(report.failures()).isEmpty();
      assertThat(report.lost()).isZero();
      assertThat(report.acknowledged()).isEqualTo(300);
      assertThat(report.withoutSale()).isBetween(0.09, 0.11);
    }
  }

  @Test
  void aReplicaThatWasBehind_losesWhatWasAcknowledgedMeanwhile() {
    assertFails(Scenario.POSTGRES_ASYNCHRONOUS, "the replica was not behind");
    lose(-2.0, 0.0);
    assertThat(judged(Scenario.POSTGRES_ASYNCHRONOUS).failures()).isEmpty();
    assertThat(judged(Scenario.POSTGRES_ASYNCHRONOUS).lost()).isGreaterThan(20);
    assertFails(Scenario.POSTGRES_REPLICA_AWAY, "and none may be");
  }

  @Test
  void oneLostOrderInPlannedMaintenance_fails() {
    lose(0.5, 0.5);
    assertFails(Scenario.SENTINEL_MAINTENANCE, "2 acknowledged orders are lost, and none may be");
  }

  @Test
  void oneLostOrderWhereEveryReplicaIsRequired_fails() {
    lose(0.5, 0.5);
    assertFails(Scenario.SENTINEL_MIN_1_OF_1, "2 acknowledged orders are lost, and none may be");
  }

  @Test
  void oneSecondOfLostOrdersInASentinelFailover_passesAndIsReported() {
    lose(0.2, 1.1);
    RoundReport report = judged(Scenario.SENTINEL_PLANNED);
    assertThat(report.failures()).isEmpty();
    assertThat(report.lost()).isEqualTo(20);
    assertThat(report.lostFrom()).isBetween(0.19, 0.31);
    assertThat(report.lostUntil()).isBetween(1.09, 1.21);
  }

  @Test
  void elevenSecondsOfLostOrdersInASentinelFailover_fail() {
    lose(0.2, 11.1);
    assertFails(Scenario.SENTINEL_PLANNED, "220 acknowledged orders are lost");
  }

  @Test
  void twoLostOrdersFarApart_fail() {
    lose(0.2, 0.2);
    lose(4, 4);
    assertFails(Scenario.SENTINEL_PLANNED, "4 acknowledged orders are lost");
  }

  @Test
  void moreLostOrdersThanAreAcknowledgedInThatTime_fail() {
    for (int i = 0; i < 100; i++) {
      acknowledged(PLENTY, 1, 0.5, Fate.LOST);
    }
    assertFails(Scenario.SENTINEL_PLANNED, "100 acknowledged orders are lost");
  }

  @Test
  void anOrderThatCannotBeRead_fails() {
    acknowledged(PLENTY, 1, 1, Fate.UNREADABLE);
    assertFails(Scenario.SENTINEL_PLANNED, "1 acknowledged orders could not be read");
    assertThat(judged(Scenario.SENTINEL_PLANNED).lost()).isZero();
  }

  @Test
  void tooLongWithoutASale_fails() {
    attempts.removeIf(a -> a.startNanos() > 0.5 * SECOND && a.startNanos() < 7 * SECOND);
    assertFails(Scenario.ONE_ADDRESS_PLANNED, "safe sold nothing for 6.");
    assertThat(judged(Scenario.SENTINEL_KILLED).failures()).isEmpty();
  }

  @Test
  void aPauseBeforeTheFailover_isNotCounted() {
    attempts.removeIf(a -> a.startNanos() > -2.6 * SECOND && a.startNanos() < -0.4 * SECOND);
    assertThat(judged(Scenario.ONE_ADDRESS_PLANNED).withoutSale()).isBetween(0.09, 0.11);
  }

  @Test
  void aSaleOfTheLastUnits_endsNoTimeWithoutASale() {
    attempts.removeIf(a -> a.startNanos() > 0.5 * SECOND && a.startNanos() < 7 * SECOND);
    acknowledged(SCARCE, 1, 4, Fate.HELD);
    assertFails(Scenario.ONE_ADDRESS_PLANNED, "safe sold nothing for 6.");
  }

  @Test
  void noSaleUntilTheEnd_fails() {
    attempts.removeIf(a -> a.startNanos() > 0.5 * SECOND);
    assertFails(Scenario.ONE_ADDRESS_PLANNED, "safe sold nothing for 11.");
  }

  @Test
  void oneInstanceThatNoLongerSells_fails() {
    attempts.removeIf(a -> a.startNanos() > 0.5 * SECOND && a.instance() == 2);
    acknowledged(SCARCE, 2, 11.5, Fate.HELD);
    assertFails(Scenario.ONE_ADDRESS_PLANNED, "instance 2 does not sell again by safe");
  }

  @Test
  void noSaleBeforeTheFailover_provesNothing() {
    attempts.removeIf(a -> a.startNanos() < 0.2 * SECOND);
    assertFails(Scenario.SENTINEL_PLANNED, "sold nothing before the failover");
  }

  @Test
  void aUnitInTwoOrdersThatAreLeft_fails() {
    acknowledged(SCARCE, 1, -1, Fate.HELD);
    acknowledged(SCARCE, 1, 0, Fate.HELD);
    acknowledged(SCARCE, 1, 1, Fate.HELD);
    assertFails(Scenario.SENTINEL_PLANNED, "s: orders that are left hold 3 units of 2");
  }

  @Test
  void aUnitThatIsSoldAgainAfterItsOrderWasLost_isReported() {
    acknowledged(SCARCE, 1, -1, Fate.HELD);
    acknowledged(SCARCE, 1, 0.5, Fate.LOST);
    acknowledged(SCARCE, 1, 1, Fate.HELD);
    RoundReport report = judged(Scenario.SENTINEL_PLANNED);
    assertThat(report.failures()).isEmpty();
    assertThat(report.promisedTwice()).isEqualTo(1);
  }

  @Test
  void anOrderWhoseUnitsTheStockDoesNotCount_fails() {
    uncounted = 1;
    assertFails(
        Scenario.CLUSTER_KILLED, "p: orders that are left hold 300 units, and the stock counts");
  }

  @Test
  void unitsWithoutAnOrder_fail() {
    astray.put("sale-without-order", 1L);
    attempt(PLENTY, 1, 0.5, new Answer.Unknown("outcome-unknown"));
    assertFails(Scenario.SENTINEL_PLANNED, "p: 1 units are held without an order; 1 answers");
  }

  @Test
  void aReservationWithoutAnOrderOfALostOneOfAStrategyThatMayLeak_isExcused() {
    mayLeak = true;
    lose(0.5, 0.5);
    astray.put("reservation-without-order", 2L);
    assertThat(judged(Scenario.SENTINEL_PLANNED).failures()).isEmpty();
  }

  @Test
  void unitsWithoutAnOrderOfAStrategyThatMayLeak_areExcusedByAnswersInDoubtAlone() {
    mayLeak = true;
    astray.put("counters-disagree", 1L);
    attempt(SCARCE, 1, 0.5, new Answer.Unknown("outcome-unknown"));
    assertFails(Scenario.SENTINEL_PLANNED, "p: 1 units are held without an order; 0 answers");
    attempt(PLENTY, 1, 0.5, new Answer.Unknown("outcome-unknown"));
    RoundReport report = judged(Scenario.SENTINEL_PLANNED);
    assertThat(report.failures()).isEmpty();
    assertThat(report.leaked()).isEqualTo(1);
    assertThat(report.answers()).containsEntry("outcome-unknown", 2L);
  }

  @Test
  void damageThatIsNoLeak_fails() {
    mayLeak = true;
    astray.put("order-without-reservation", 1L);
    attempt(PLENTY, 1, 0.5, new Answer.Unknown("outcome-unknown"));
    assertFails(Scenario.SENTINEL_PLANNED, "p: 1 units: order-without-reservation");
  }

  @Test
  void aRefusedOrderThatWasPlaced_fails() {
    attempt(PLENTY, 1, 0.5, new Answer.Refused("store-unavailable"));
    assertThat(judged(Scenario.SENTINEL_PLANNED).failures()).isEmpty();
    executed.add("k");
    assertFails(Scenario.SENTINEL_PLANNED, "1 orders were placed although they were refused: k");
  }

  @Test
  void anAnswerThatNobodyMayBeGiven_fails() {
    attempt(PLENTY, 1, 0.5, new Answer.Unexpected("500 internal"));
    assertFails(Scenario.SENTINEL_PLANNED, "an order was answered: 500 internal");
  }

  private void lose(double from, double until) {
    for (Attempt attempt : attempts) {
      double at = attempt.startNanos() / (double) SECOND;
      if (at > from - 0.05 && at < until + 0.05) {
        fates.put(((Answer.Acknowledged) attempt.answer()).orderId(), Fate.LOST);
      }
    }
  }

  private void acknowledged(Offer offer, int instance, double at, Fate fate) {
    String id = "o" + attempts.size();
    fates.put(id, fate);
    attempt(offer, instance, at, new Answer.Acknowledged(id));
  }

  private void attempt(Offer offer, int instance, double at, Answer answer) {
    long start = (long) (at * SECOND);
    String key = "k" + attempts.size();
    attempts.add(new Attempt(key, offer, instance, start, start + SECOND / 1_000, answer));
  }

  private RoundReport judged(Scenario scenario) {
    List<Evidence.Stock> stock =
        List.of(
            new Evidence.Stock(PLENTY, mayLeak, held(PLENTY) - uncounted, astray),
            new Evidence.Stock(SCARCE, mayLeak, held(SCARCE), Map.of()));
    return FailoverJudge.judge(
        new Evidence(
            scenario,
            2,
            new Switch(0, SECOND / 5),
            null,
            AFTER * SECOND,
            attempts,
            fates,
            stock,
            executed,
            List.of(0.0, 0.0)));
  }

  private long held(Offer offer) {
    return attempts.stream()
        .filter(a -> a.offer().equals(offer))
        .filter(
            a -> a.answer() instanceof Answer.Acknowledged(var id) && fates.get(id) == Fate.HELD)
        .count();
  }

  private void assertFails(Scenario scenario, String text) {
    RoundReport report = judged(scenario);
    assertThat(report.passed()).isFalse();
    assertThat(report.failures()).anySatisfy(failure -> assertThat(failure).contains(text));
  }
}
