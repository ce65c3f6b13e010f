package dev.holdfast.load.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.load.check.Guarantee;
import dev.holdfast.load.check.Scope;
import dev.holdfast.load.config.CampaignOptions;
import dev.holdfast.load.config.ParseResult;
import dev.holdfast.load.config.Phase;
import dev.holdfast.load.config.Store;
import dev.holdfast.load.endpoints.HoldfastClient.DeclaredStrategy;
import dev.holdfast.load.scenarios.Catalogue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CellTest {
  private static final List<DeclaredStrategy> SEVEN =
      IntStream.range(0, 7)
          .mapToObj(
              i -> new DeclaredStrategy("s" + i, new Guarantee(Scope.ALL_INSTANCES, false, false)))
          .toList();

  private static final Catalogue CATALOGUE = new Catalogue(64, true, true, true);

  @Test
  void everyStrategyIsJudgedInEverySetUpAndThenAllIsMeasured() {
    List<Cell> cells = Cell.all(Store.REDIS, options(), SEVEN, CATALOGUE);
    assertThat(cells).hasSize(14 + 2).doesNotHaveDuplicates();
    for (DeclaredStrategy strategy : SEVEN) {
      assertThat(cells).filteredOn(c -> strategy.equals(c.strategy())).hasSize(2);
    }
    assertThat(cells.subList(14, 16))
        .extracting(Cell::phase)
        .containsExactly(Phase.SPEED, Phase.SCALING);
  }

  @Test
  void theSeedDecidesTheOrder() {
    assertThat(Cell.all(Store.REDIS, options("-Dseed=1"), SEVEN, CATALOGUE))
        .isEqualTo(Cell.all(Store.REDIS, options("-Dseed=1"), SEVEN, CATALOGUE))
        .isNotEqualTo(Cell.all(Store.REDIS, options("-Dseed=2"), SEVEN, CATALOGUE));
  }

  @Test
  void onlyThePhasesThatWereAskedForAreRun() {
    assertThat(Cell.all(Store.REDIS, options("-Dphases=correctness"), SEVEN, CATALOGUE))
        .hasSize(14)
        .allMatch(c -> c.phase() == Phase.CORRECTNESS);
  }

  @Test
  void aShortCampaignGivesEveryVerdictAndMeasuresNothing() {
    assertThat(Cell.all(Store.REDIS, options("--short"), SEVEN, CATALOGUE))
        .hasSize(14)
        .allMatch(c -> c.phase() == Phase.CORRECTNESS);
  }

  @Test
  void theWholeCampaignWithFourteenStrategiesTakesHalfAnHour() {
    List<DeclaredStrategy> fourteen =
        IntStream.range(0, 14)
            .mapToObj(i ->
                new DeclaredStrategy(
                    (i > 4 ? "mutex" : "s") + i, new Guarantee(Scope.ALL_INSTANCES, false, true)))
            .toList();
    Duration guess =
        Cell.all(Store.REDIS, options(), fourteen, CATALOGUE).stream()
            .map(Cell::guess)
            .reduce(Duration.ZERO, Duration::plus);
    assertThat(guess).isLessThan(Duration.ofMinutes(30));
  }

  private static CampaignOptions options(String... words) {
    return ((ParseResult.Parsed<CampaignOptions>)
            CampaignOptions.parse(List.of(words), 3, Path.of("out")))
        .options();
  }
}
