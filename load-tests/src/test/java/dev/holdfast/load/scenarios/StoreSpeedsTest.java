package dev.holdfast.load.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.load.config.CampaignOptions;
import dev.holdfast.load.config.ParseResult;
import dev.holdfast.load.config.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoreSpeedsTest {
  private static final List<Measurand> THINGS = StoreSpeeds.things(64);

  @Test
  void everyThingHasAnIdOfItsOwnAndEveryReferenceIsMeasuredToo() {
    List<String> ids = THINGS.stream().map(Measurand::id).toList();
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(THINGS).allMatch(t -> t.reference() == null || ids.contains(t.reference()));
  }

  @Test
  void everyServiceIsWarmedUpBeforeTheFirstRound() {
    List<Slot> slots = SpeedPlan.draw(THINGS, 5, workload(), 1);
    assertThat(slots.subList(0, 7))
        .allMatch(s -> s.round() == 0 && s.measuredMillis() == 4_000)
        .extracting(s -> s.thing().at())
        .containsExactlyInAnyOrder(
            Measurand.ORDINARY,
            StoreSpeeds.REDIS,
            "pool-4",
            "pool-8",
            "pool-16",
            "pool-32",
            "pool-64");
    assertThat(slots).hasSize(7 + 6 * THINGS.size());
    assertThat(slots).extracting(Slot::number).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void theShortComparisonIsALoadOfSevenMinutes() {
    assertThat(SpeedPlan.time(SpeedPlan.draw(THINGS, 5, workload(), 1)))
        .isLessThan(Duration.ofMinutes(7));
  }

  private static Workload workload() {
    return ((ParseResult.Parsed<CampaignOptions>)
            CampaignOptions.parse(
                List.of("--store=both", "--short", "--phases=stores"), 1, Path.of("out")))
        .options()
        .workload();
  }
}
