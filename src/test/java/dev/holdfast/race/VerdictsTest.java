package dev.holdfast.race;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.race.Lane.Outcome;
import dev.holdfast.race.LaneView.VerdictView;
import dev.holdfast.race.Verdicts.Conditions;
import dev.holdfast.race.Verdicts.Evidence;
import dev.holdfast.strategy.StrategyType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What receipts prove, and whether it is what a strategy declares. */
class VerdictsTest {
  private static final Evidence SOLD_OUT = new Evidence(0, true, true, false);
  private static final Conditions CUT = new Conditions(Fault.CUT_CONNECTION, true, 1);

  private static Lane lane(
      StrategyType strategy, int accepted, int refused, int contended, int unknown) {
    var lane = new Lane(strategy, 10, 1_000, 1, System::nanoTime);
    lane.start();
    record(lane, Outcome.ACCEPTED, accepted);
    record(lane, Outcome.REFUSED, refused);
    record(lane, Outcome.CONTENDED, contended);
    record(lane, Outcome.UNKNOWN, unknown);
    lane.crowdLeft();
    return lane;
  }

  private static void record(Lane lane, Outcome outcome, int times) {
    for (int i = 0; i < times; i++) {
      lane.record(outcome, outcome == Outcome.UNKNOWN, 1_000_000);
    }
  }

  private static VerdictView judged(Lane lane, Evidence seen) {
    return Verdicts.of(lane, seen, new Conditions(Fault.NONE, true, 1));
  }

  @Test
  void unitsBeyondTheSupplyAreOversoldWhateverTheCounterSays() {
    var lane = lane(StrategyType.UNGUARDED, 13, 50, 0, 0);
    lane.sample(0);

    var verdict = judged(lane, new Evidence(3, true, true, false));

    assertThat(verdict.name()).isEqualTo("OVERSOLD");
    assertThat(verdict.asDeclared()).isTrue();
    assertThat(verdict.oversoldUnits()).isEqualTo(3);
    assertThat(lane.view().firstOversoldMs()).isNotNull();
  }

  @Test
  void oneThatDeclaresNoneSoldTwiceIsNotAsDeclaredWhenSomeAre() {
    var verdict =
        judged(lane(StrategyType.REDIS_SCRIPT, 11, 50, 0, 0), new Evidence(1, true, true, false));

    assertThat(verdict.name()).isEqualTo("OVERSOLD");
    assertThat(verdict.asDeclared()).isFalse();
  }

  @Test
  void soldOutToTheLastUnitIsExact() {
    var verdict = judged(lane(StrategyType.REDIS_SCRIPT, 10, 50, 0, 0), SOLD_OUT);

    assertThat(verdict.name()).isEqualTo("EXACT");
    assertThat(verdict.asDeclared()).isTrue();
  }

  @Test
  void anUnguardedLaneThatDidNotOversellProvesNothing() {
    var verdict = judged(lane(StrategyType.UNGUARDED, 10, 50, 0, 0), SOLD_OUT);

    assertThat(verdict.asDeclared()).isNull();
    assertThat(verdict.sentence()).contains("proves nothing");
  }

  @Test
  void unitsThatNobodyHasAndNobodyCanOrderAreUndersold() {
    var verdict =
        judged(lane(StrategyType.REDIS_SCRIPT, 8, 50, 0, 0), new Evidence(0, false, true, false));

    assertThat(verdict.name()).isEqualTo("UNDERSOLD");
    assertThat(verdict.asDeclared()).isFalse();
  }

  @Test
  void unitsThatAnOrderOfUnknownOutcomeMayHaveAreNotUndersold() {
    var verdict =
        judged(lane(StrategyType.REDIS_SCRIPT, 9, 500, 0, 1), new Evidence(0, false, true, false));

    assertThat(verdict.name()).isEqualTo("UNDECIDED");
    assertThat(verdict.asDeclared()).isNull();
  }

  /** The take of its first attempt may come after its answer, and its repeat finds none left. */
  @Test
  void unitsThatAnOrderMayHaveWhoseRepeatWasRefusedAreNotUndersold() {
    var lane = lane(StrategyType.REDIS_SCRIPT, 9, 50, 0, 0);
    lane.record(Outcome.REFUSED, true, 1_000_000);

    var verdict = judged(lane, new Evidence(0, false, true, false));

    assertThat(verdict.name()).isEqualTo("UNDECIDED");
    assertThat(verdict.sentence()).contains("may have the units that are gone");
    assertThat(judged(lane, SOLD_OUT).name()).isEqualTo("EXACT");
  }

  @Test
  void anOrderWhoseRepeatWasAcceptedExcusesNothing() {
    var lane = lane(StrategyType.REDIS_SCRIPT, 8, 50, 0, 0);
    lane.record(Outcome.ACCEPTED, true, 1_000_000);

    assertThat(judged(lane, new Evidence(0, false, true, false)).name()).isEqualTo("UNDERSOLD");
  }

  @Test
  void unitsThatALastOrderOfUnknownOutcomeMayHaveAreNotUndersold() {
    var lane = lane(StrategyType.REDIS_SCRIPT, 9, 50, 0, 0);

    assertThat(judged(lane, new Evidence(0, false, true, true)).name()).isEqualTo("UNDECIDED");
    assertThat(judged(lane, new Evidence(0, true, true, true)).sentence())
        .contains("a last order is unknown");
  }

  @Test
  void aFaultThatDidNotHappenLeavesALaneUndecidedAndExcusesNothing() {
    var missed = new Conditions(Fault.PAUSED_HOLDER, false, 2);
    var lane = lane(StrategyType.REDISSON_LOCK, 10, 50, 0, 0);

    var quiet = Verdicts.of(lane, SOLD_OUT, missed);
    assertThat(quiet.name()).isEqualTo("UNDECIDED");
    assertThat(quiet.asDeclared()).isNull();
    assertThat(quiet.sentence()).contains("the fault did not happen");
    assertThat(Verdicts.of(lane, new Evidence(1, true, true, false), missed).asDeclared())
        .isFalse();
  }

  @Test
  void answersThatAreNoAnswersAreAFaultUnlessConnectionsWereCut() {
    var lane = lane(StrategyType.REDIS_SCRIPT, 10, 50, 0, 0);
    record(lane, Outcome.FAILED, 1);

    var verdict = judged(lane, SOLD_OUT);
    assertThat(verdict.name()).isEqualTo("FAULTY");
    assertThat(verdict.asDeclared()).isFalse();
    assertThat(verdict.sentence()).contains("neither acceptance nor refusal");
    assertThat(Verdicts.of(lane, SOLD_OUT, CUT).name()).isEqualTo("EXACT");
    assertThat(Verdicts.of(lane, SOLD_OUT, new Conditions(Fault.CUT_CONNECTION, false, 1)).name())
        .isEqualTo("FAULTY");
  }

  @Test
  void anUnavailableServiceIsNoFaultOfAStrategy() {
    var lane = lane(StrategyType.REDIS_SCRIPT, 10, 50, 0, 0);
    record(lane, Outcome.UNAVAILABLE, 5);

    assertThat(judged(lane, SOLD_OUT).name()).isEqualTo("EXACT");
    assertThat(lane.view().failed()).isEqualTo(5);
  }

  @Test
  void theCustomerWhoseAnswerReachesHalfDoesOnceWhatIsDueThen() {
    var times = new AtomicInteger();
    var lane = new Lane(StrategyType.REDIS_SCRIPT, 10, 5, 1, System::nanoTime);
    lane.atHalf(times::incrementAndGet);
    lane.start();

    record(lane, Outcome.REFUSED, 2);
    assertThat(times).hasValue(0);
    record(lane, Outcome.REFUSED, 1);
    assertThat(times).hasValue(1);
    record(lane, Outcome.REFUSED, 2);
    assertThat(times).hasValue(1);
  }

  @Test
  void aLeakIsAsDeclaredWhereTheStrategyLeaksAtThisFault() {
    var lane = lane(StrategyType.REDIS_DECRBY, 8, 50, 0, 0);
    var leaked = new Evidence(0, false, true, false);

    assertThat(Verdicts.of(lane, leaked, CUT).asDeclared()).isTrue();
    assertThat(judged(lane, leaked).asDeclared()).isFalse();
  }

  @Test
  void moreThanOneUnknownOutcomeInAHundredLeavesItUndecided() {
    assertThat(judged(lane(StrategyType.REDIS_SCRIPT, 10, 88, 0, 2), SOLD_OUT).name())
        .isEqualTo("UNDECIDED");
    assertThat(judged(lane(StrategyType.REDIS_SCRIPT, 10, 89, 0, 1), SOLD_OUT).name())
        .isEqualTo("EXACT");
  }

  @Test
  void withoutAnAcceptedOrderOrTheLastUnitItIsUndecided() {
    assertThat(judged(lane(StrategyType.REDIS_SCRIPT, 0, 50, 0, 0), SOLD_OUT).name())
        .isEqualTo("UNDECIDED");
    assertThat(
            judged(
                    lane(StrategyType.REDIS_SCRIPT, 10, 50, 0, 0),
                    new Evidence(0, true, false, false))
                .name())
        .isEqualTo("UNDECIDED");
  }

  @Test
  void contendedIsAFaultOfAStrategyThatDoesNotDeclareIt() {
    assertThat(judged(lane(StrategyType.REDIS_SCRIPT, 10, 50, 1, 0), SOLD_OUT).name())
        .isEqualTo("FAULTY");
    assertThat(judged(lane(StrategyType.REDISSON_LOCK, 10, 50, 1, 0), SOLD_OUT).name())
        .isEqualTo("EXACT");
  }

  @Test
  void aLaneThatProvesNothingIsNamedBesideWhatWasSeen() {
    var oversold = lane(StrategyType.UNGUARDED, 13, 50, 0, 0);
    oversold.judged(judged(oversold, new Evidence(3, true, true, false)));
    var undecided = lane(StrategyType.REDIS_SCRIPT, 0, 50, 0, 0);
    undecided.judged(judged(undecided, SOLD_OUT));

    assertThat(Verdicts.sentence(List.of(oversold.view(), undecided.view()), 10))
        .isEqualTo("unguarded sold 3 of 10 units twice; nothing is proven of redis-script.");
    var unprotected = lane(StrategyType.UNGUARDED, 10, 50, 0, 0);
    unprotected.judged(judged(unprotected, SOLD_OUT));
    assertThat(Verdicts.sentence(List.of(unprotected.view()), 10))
        .isEqualTo("No unit was seen to be sold twice; nothing is proven of unguarded.");
    assertThat(Verdicts.sentence(List.of(undecided.view()), 10))
        .isEqualTo("No unit was seen to be sold twice; nothing is proven of redis-script.");
  }

  @Test
  void aPausePastTheLeaseAndASecondInstanceAreWhatAGuaranteeExcepts() {
    assertThat(promises(StrategyType.REDISSON_LOCK, Fault.NONE, 2)).isTrue();
    assertThat(promises(StrategyType.REDISSON_LOCK, Fault.PAUSED_HOLDER, 2)).isFalse();
    assertThat(promises(StrategyType.REDISSON_FENCED_LOCK, Fault.PAUSED_HOLDER, 2)).isTrue();
    assertThat(promises(StrategyType.JVM_MUTEX, Fault.NONE, 1)).isTrue();
    assertThat(promises(StrategyType.JVM_MUTEX, Fault.SECOND_INSTANCE, 2)).isFalse();
    assertThat(promises(StrategyType.UNGUARDED, Fault.NONE, 1)).isFalse();
  }

  private static boolean promises(StrategyType strategy, Fault fault, int instances) {
    return Verdicts.promisesExact(strategy.guarantee(), fault, instances);
  }

  /** The anchor of a heading is its text in lower case, without marks, with hyphens. */
  @ParameterizedTest
  @EnumSource(StrategyType.class)
  void everyStrategyHasASectionOfMechanisms(StrategyType strategy) throws Exception {
    var anchors =
        Files.readAllLines(Path.of("docs/mechanisms.md")).stream()
            .filter(line -> line.startsWith("#"))
            .map(line ->
                line.replaceFirst("#+ ", "")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^a-z0-9 -]", "")
                    .replace(' ', '-'))
            .collect(Collectors.toSet());

    assertThat(anchors).contains(Mechanisms.anchor(strategy));
  }

  @Test
  void theCurveStaysBoundedAndKeepsItsBeginning() {
    var lane = new Lane(StrategyType.REDIS_SCRIPT, 10, 10, 1, System::nanoTime);
    lane.start();
    for (int i = 0; i < 5_000; i++) {
      lane.sample(i);
    }

    var curve = lane.view().curve();

    assertThat(curve).hasSizeBetween(Lane.CURVE_MAX / 2, Lane.CURVE_MAX);
    assertThat(curve.getFirst().getFirst()).isZero();
    assertThat(curve.getLast().getLast()).isEqualTo(4_999);
  }

  @Test
  void percentilesAreExact() {
    var lane = new Lane(StrategyType.REDIS_SCRIPT, 100, 100, 1, System::nanoTime);
    lane.start();
    for (int i = 1; i <= 100; i++) {
      lane.record(Outcome.ACCEPTED, false, i * 1_000_000L);
    }

    assertThat(lane.view().p50Ms()).isEqualTo(50.0);
    assertThat(lane.view().p99Ms()).isEqualTo(99.0);
  }
}
