package dev.holdfast.load.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeathTest {
  @Test
  void whereNothingIsHalfDone_everyDeathIsASignal() {
    Random random = new Random(1);
    for (int number = 0; number < 20; number++) {
      assertThat(Death.of(number, random, false).point()).isEqualTo(Death.ANY_MOMENT);
    }
  }

  @Test
  void twentyDeathsInTurnMeetEveryPointAndAnyMomentInBetween() {
    Random random = new Random(1);
    Set<String> points = new HashSet<>();
    int anyMoment = 0;
    for (int number = 0; number < 20; number++) {
      Death death = Death.of(number, random, true);
      if (death.point().equals(Death.ANY_MOMENT)) {
        assertThat(death.properties()).isEmpty();
        anyMoment++;
      } else {
        assertThat(death.properties()).containsEntry("holdfast.lab.crash.at", death.point());
        points.add(death.point());
      }
    }
    assertThat(points).containsExactlyInAnyOrderElementsOf(Death.POINTS);
    assertThat(anyMoment).isEqualTo(10);
  }
}
