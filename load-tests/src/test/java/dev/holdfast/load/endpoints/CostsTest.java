package dev.holdfast.load.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class CostsTest {
  @Test
  void processorTimeIsThatOfAProcessAndOfItsChildrenThatEnded() {
    String stat = "17 (a name) R) S 1 17 17 0 -1 4194560 1 2 3 4 100 20 3000 4000 20 0 33 0 5 6 7";
    assertThat(Costs.ticks(stat)).isEqualTo(100 + 20 + 3_000 + 4_000);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void instancesAndTheirStoreAreReadFromTheKernel() {
    long own = ProcessHandle.current().pid();
    Map<String, Double> read = new Costs(List.of(own), own, null).read();
    assertThat(read).containsOnlyKeys(Costs.SERVICE_CPU, Costs.STORE_CPU);
    assertThat(read.get(Costs.SERVICE_CPU)).isPositive();
  }

  @Test
  void whatCannotBeReadIsLeftOut() {
    String nowhere = "jdbc:postgresql://127.0.0.1:1/postgres?connectTimeout=1";
    assertThat(new Costs(List.of(), null, nowhere).read()).isEmpty();
  }

  @Test
  void eachAnswerCostsItsShareOfTheDifference() {
    assertThat(Costs.each(Map.of("a", 100.0, "gone", 1.0), Map.of("a", 300.0, "new", 9.0), 50))
        .containsExactly(Map.entry("a", 4.0));
    assertThat(Costs.each(Map.of("a", 1.0), Map.of("a", 2.0), 0)).isEmpty();
  }
}
