package dev.holdfast.load.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlantedFaultTest {
  private static final int HISTORIES = 200;

  /** Declares all that may be declared, so that what is left is a fault of any strategy. */
  private static final Guarantee TOLERANT = new Guarantee(Scope.ALL_INSTANCES, true, true);

  @ParameterizedTest
  @EnumSource
  void isFoundInEveryHistory(PlantedFault fault) {
    for (long seed = 0; seed < HISTORIES; seed++) {
      Doctored history = new Doctored(SimpleHistory.of(seed));
      fault.plant.accept(history);
      CheckReport report = Checker.check(history.history());
      assertThat(report.findings())
          .as("seed %d", seed)
          .extracting(Finding::kind)
          .contains(fault.expected);
      Verdict verdict = Verdict.of(report, TOLERANT, 1);
      assertThat(verdict.agrees()).as("seed %d: %s", seed, verdict).isFalse();
    }
  }

  @Test
  void everyKindOfFaultIsPlanted() {
    Set<FindingKind> faults =
        Arrays.stream(FindingKind.values())
            .filter(kind -> kind.isFaultOf(TOLERANT))
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(FindingKind.class)));
    assertThat(faults)
        .isSubsetOf(Arrays.stream(PlantedFault.values()).map(f -> f.expected).toList());
  }
}
