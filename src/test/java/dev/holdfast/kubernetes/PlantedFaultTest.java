package dev.holdfast.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each rule finds its breach, and the other rules are silent about it. */
class PlantedFaultTest {
  @ParameterizedTest
  @EnumSource
  void isFoundByItsRuleAlone(PlantedFault fault) {
    var manifests = Manifests.of(fault.build).copy();
    fault.plant.accept(manifests);

    var broken =
        Arrays.stream(ManifestRule.values())
            .filter(rule -> !rule.findings(manifests).isEmpty())
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(ManifestRule.class)));

    assertThat(broken).containsExactly(fault.rule);
  }

  @Test
  void everyRuleHasOne() {
    assertThat(Arrays.stream(PlantedFault.values()).map(f -> f.rule))
        .contains(ManifestRule.values());
  }
}
