package dev.holdfast.load.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.load.check.ModelHistory.Mode;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelHistoryTest {
  private static final int HISTORIES = 5_000;
  private static final long FIRST_SEED = Long.getLong("holdfast.test.seed", 0);

  @ParameterizedTest
  @EnumSource
  void aCorrectModelIsNeverBlamed(Mode mode) {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + HISTORIES; seed++) {
      CheckReport report = Checker.check(ModelHistory.of(seed, mode));
      Guarantee declared = new Guarantee(Scope.ALL_INSTANCES, mode == Mode.STEPWISE, true);
      assertThat(report.findings())
          .as("seed %d", seed)
          .noneMatch(f -> f.kind().isFaultOf(declared));
    }
  }

  @Test
  void theHistoriesAreWorthChecking() {
    Map<FindingKind, Integer> told = new EnumMap<>(FindingKind.class);
    long accepted = 0;
    long soldOut = 0;
    long cancelled = 0;
    for (long seed = FIRST_SEED; seed < FIRST_SEED + HISTORIES; seed++) {
      CheckReport report = Checker.check(ModelHistory.of(seed, Mode.STEPWISE));
      report.findings().forEach(f -> told.merge(f.kind(), 1, Integer::sum));
      accepted += report.counts().accepted();
      soldOut += report.counts().soldOut();
      cancelled += report.counts().cancelled();
    }
    assertThat(told.get(FindingKind.TRANSIENT_REFUSAL)).isGreaterThan(100);
    assertThat(told.get(FindingKind.OUTCOME_UNKNOWN)).isGreaterThan(100);
    assertThat(accepted).isGreaterThan(HISTORIES * 5);
    assertThat(soldOut).isGreaterThan(HISTORIES * 5);
    assertThat(cancelled).isGreaterThan(HISTORIES / 5);
  }

  @Test
  void anAtomicModelRefusesNobodyForTheSakeOfARefusedOrder() {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + HISTORIES; seed++) {
      CheckReport report = Checker.check(ModelHistory.of(seed, Mode.ATOMIC));
      assertThat(report.count(FindingKind.TRANSIENT_REFUSAL)).as("seed %d", seed).isZero();
    }
  }
}
