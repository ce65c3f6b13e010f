package dev.holdfast.load.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.load.check.Guarantee;
import dev.holdfast.load.check.Scope;
import dev.holdfast.load.config.CampaignOptions;
import dev.holdfast.load.config.OptionsParser;
import dev.holdfast.load.config.Phase;
import dev.holdfast.load.endpoints.HoldfastClient.DeclaredStrategy;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CellTest {
  private static final List<DeclaredStrategy> SEVEN =
      IntStream.range(0, 7)
          .mapToObj(
              i -> new DeclaredStrategy("s" + i, new Guarantee(Scope.ALL_INSTANCES, false, false)))
          .toList();

  @Test
  void everyStrategyIsRunInEverySetUpAndPhase() {
    List<Cell> cells = Cell.all(options(), SEVEN, true);
    assertThat(cells).hasSize(14 + 14 + 6).doesNotHaveDuplicates();
    for (DeclaredStrategy strategy : SEVEN) {
      assertThat(cells).filteredOn(c -> strategy.equals(c.strategy())).hasSize(4);
    }
  }

  @Test
  void theSeedDecidesTheOrder() {
    assertThat(Cell.all(options("-Dseed=1"), SEVEN, true))
        .isEqualTo(Cell.all(options("-Dseed=1"), SEVEN, true))
        .isNotEqualTo(Cell.all(options("-Dseed=2"), SEVEN, true));
  }

  @Test
  void theCellsOfTheSpeedPhaseAreDrawnFromAllSetUps() {
    List<Integer> instances =
        Cell.all(options(), SEVEN, true).stream()
            .filter(c -> c.phase() == Phase.SPEED)
            .map(Cell::instances)
            .toList();
    assertThat(instances).isNotEqualTo(instances.stream().sorted().toList());
  }

  @Test
  void withoutAReferenceNoneIsMeasured() {
    assertThat(Cell.all(options(), SEVEN, false)).allMatch(c -> c.strategy() != null);
  }

  @Test
  void onlyThePhasesThatWereAskedForAreRun() {
    assertThat(Cell.all(options("-Dphases=correctness"), SEVEN, true))
        .hasSize(14)
        .allMatch(c -> c.phase() == Phase.CORRECTNESS);
  }

  @Test
  void aShortCampaignGivesEveryVerdictAndATokenOfTheSpeedPhase() {
    List<Cell> cells = Cell.all(options("--short"), SEVEN, true);
    assertThat(cells).filteredOn(c -> c.phase() == Phase.CORRECTNESS).hasSize(14);
    assertThat(cells).filteredOn(c -> c.phase() == Phase.SPEED).hasSize(3);
  }

  @Test
  void eachCellHasANameOfItsOwn() {
    List<Cell> cells = Cell.all(options(), SEVEN, true);
    assertThat(new HashSet<>(cells.stream().map(c -> c.id("x")).toList())).hasSameSizeAs(cells);
  }

  private static CampaignOptions options(String... words) {
    return ((OptionsParser.Result.Parsed) OptionsParser.parse(List.of(words), 3, Path.of("out")))
        .options();
  }
}
