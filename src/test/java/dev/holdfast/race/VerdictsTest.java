package dev.holdfast.race;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.race.Lane.Outcome;
import dev.holdfast.race.LaneView.VerdictView;
import dev.holdfast.race.Verdicts.Evidence;
import dev.holdfast.strategy.StrategyType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What receipts prove, and whether it is what a strategy declares. */
class VerdictsTest {
  private static final Evidence SOLD_OUT = new Evidence(0, true, true);

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
      lane.record(outcome, 1_000_000);
    }
  }

  private static VerdictView judged(Lane lane, Evidence seen) {
    return Verdicts.of(lane, seen, Fault.NONE, 1);
  }

  @Test
  void unitsBeyondTheSupplyAreOversoldWhateverTheCounterSays() {
    var lane = lane(StrategyType.UNGUARDED, 13, 50, 0, 0);
    lane.sample(0);

    var verdict = judged(lane, new Evidence(3, true, true));

    assertThat(verdict.name()).isEqualTo("OVERSOLD");
    assertThat(verdict.asDeclared()).isTrue();
    assertThat(verdict.oversoldUnits()).isEqualTo(3);
    assertThat(lane.view().firstOversoldMs()).isNotNull();
  }

  @Test
  void oneThatDeclaresNoneSoldTwiceIsNotAsDeclaredWhenSomeAre() {
    var verdict =
        judged(lane(StrategyType.REDIS_SCRIPT, 11, 50, 0, 0), new Evidence(1, true, true));

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

    assertThat(verdict.asDeclared()).isFalse();
    assertThat(verdict.sentence()).contains("proves nothing");
  }

  @Test
  void unitsThatNobodyHasAndNobodyCanOrderAreUndersold() {
    var verdict =
        judged(lane(StrategyType.REDIS_SCRIPT, 8, 50, 0, 0), new Evidence(0, false, true));

    assertThat(verdict.name()).isEqualTo("UNDERSOLD");
    assertThat(verdict.asDeclared()).isFalse();
  }

  @Test
  void unitsThatAnOrderOfUnknownOutcomeMayHaveAreNotUndersold() {
    var verdict =
        judged(lane(StrategyType.REDIS_SCRIPT, 9, 500, 0, 1), new Evidence(0, false, true));

    assertThat(verdict.name()).isEqualTo("UNDECIDED");
  }

  @Test
  void aLeakIsAsDeclaredWhereTheStrategyLeaksAtThisFault() {
    var lane = lane(StrategyType.REDIS_DECRBY, 8, 50, 0, 0);
    var leaked = new Evidence(0, false, true);

    assertThat(Verdicts.of(lane, leaked, Fault.CUT_CONNECTION, 1).asDeclared()).isTrue();
    assertThat(Verdicts.of(lane, leaked, Fault.NONE, 1).asDeclared()).isFalse();
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
            judged(lane(StrategyType.REDIS_SCRIPT, 10, 50, 0, 0), new Evidence(0, true, false))
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
    oversold.judged(judged(oversold, new Evidence(3, true, true)));
    var undecided = lane(StrategyType.REDIS_SCRIPT, 0, 50, 0, 0);
    undecided.judged(judged(undecided, SOLD_OUT));

    assertThat(Verdicts.sentence(List.of(oversold.view(), undecided.view()), 10))
        .isEqualTo("unguarded sold 3 of 10 units twice; nothing is proven of redis-script.");
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
      lane.record(Outcome.ACCEPTED, i * 1_000_000L);
    }

    assertThat(lane.view().p50Ms()).isEqualTo(50.0);
    assertThat(lane.view().p99Ms()).isEqualTo(99.0);
  }
}
