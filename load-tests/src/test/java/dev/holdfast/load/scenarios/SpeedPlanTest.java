package dev.holdfast.load.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.load.check.Guarantee;
import dev.holdfast.load.check.Scope;
import dev.holdfast.load.config.CampaignOptions;
import dev.holdfast.load.config.LoadModel;
import dev.holdfast.load.config.ParseResult;
import dev.holdfast.load.config.Workload;
import dev.holdfast.load.endpoints.HoldfastClient.DeclaredStrategy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpeedPlanTest {
  private static final Workload WORKLOAD =
      ((ParseResult.Parsed<CampaignOptions>) CampaignOptions.parse(List.of(), 1, Path.of("out")))
          .options()
          .workload();
  private static final Catalogue CATALOGUE = new Catalogue(64, true, true, true);
  private static final List<DeclaredStrategy> STRATEGIES =
      List.of(strategy("redis-group-commit"), strategy("redisson-lock"));

  private final List<Measurand> things = CATALOGUE.speed(STRATEGIES);

  @Test
  void eachRoundMeasuresEverythingInAnOrderOfItsOwn() {
    List<Slot> slots = SpeedPlan.draw(things, 5, WORKLOAD, 1);
    for (int round = 0; round <= 5; round++) {
      assertThat(others(slots, round)).hasSize(5).doesNotHaveDuplicates();
    }
    assertThat(IntStream.rangeClosed(0, 5).mapToObj(r -> others(slots, r)).distinct().count())
        .isGreaterThan(1);
    assertThat(SpeedPlan.draw(things, 5, WORKLOAD, 1)).isEqualTo(slots);
    assertThat(SpeedPlan.draw(things, 5, WORKLOAD, 2)).isNotEqualTo(slots);
  }

  @Test
  void whatDoesNothingIsNeverFar() {
    List<DeclaredStrategy> many = IntStream.range(0, 14).mapToObj(i -> strategy("s" + i)).toList();
    List<Slot> round =
        SpeedPlan.draw(CATALOGUE.speed(many), 1, WORKLOAD, 1).stream()
            .filter(s -> s.round() == 1)
            .toList();
    assertThat(round.getFirst().thing().doesNothing()).isTrue();
    assertThat(round.getLast().thing().doesNothing()).isTrue();
    for (int i = 0; i + 6 < round.size(); i++) {
      assertThat(round.subList(i, i + 7)).anyMatch(s -> s.thing().doesNothing());
    }
  }

  @Test
  void everyTurnHasAFreshProductWithPlentyOrNothingLeft() {
    SpeedPlan plan = plan(SpeedPlan.draw(things, 5, WORKLOAD, 1));
    assertThat(plan.supplies()).hasSize(2 * 2 * 6).doesNotHaveDuplicates();
    assertThat(plan.supplies())
        .filteredOn(Supply::soldOut)
        .hasSize(2 * 6)
        .allMatch(s -> s.units() == 1);
    assertThat(plan.supplies())
        .filteredOn(s -> !s.soldOut())
        .allMatch(s -> s.units() >= 50_000 * 3);
  }

  @Test
  void aProductOfSingleRowsHasNoMoreThanItMayHave() {
    List<DeclaredStrategy> rows = List.of(strategy("postgres-skip-locked"));
    SpeedPlan plan = plan(SpeedPlan.draw(CATALOGUE.speed(rows), 1, WORKLOAD, 1));
    assertThat(plan.supplies()).filteredOn(s -> !s.soldOut()).allMatch(s -> s.units() == 100_000);
    // Of many products it would be rows by the hundred million.
    assertThat(CATALOGUE.scaling(rows))
        .extracting(Measurand::id)
        .containsOnly("reference", "plain-servlet");
  }

  @Test
  void whatCompetesIsLeftOutOfScalingButForTheLockAndItsMutex() {
    assertThat(CATALOGUE.scaling(STRATEGIES))
        .extracting(Measurand::id)
        .containsExactly(
            "reference",
            "plain-servlet",
            "redis-group-commit accepted",
            "redis-group-commit accepted, 256 connections",
            "redis-group-commit accepted, 10,000 products",
            "bare RLock accepted, 128 connections",
            "redisson-lock accepted, 128 connections");
  }

  @Test
  void everyReferenceIsMeasuredToo() {
    for (List<Measurand> all : List.of(things, CATALOGUE.scaling(STRATEGIES))) {
      List<String> ids = all.stream().map(Measurand::id).toList();
      assertThat(ids).doesNotHaveDuplicates();
      assertThat(all).allMatch(t -> ids.contains(t.reference()));
    }
  }

  @Test
  void onlyTheBareLockIsAskedOnAnInstanceOfItsOwn() {
    SpeedPlan plan = plan(SpeedPlan.draw(CATALOGUE.scaling(STRATEGIES), 1, WORKLOAD, 1));
    for (Slot slot : plan.slots()) {
      boolean bare = slot.thing().id().startsWith("bare");
      assertThat(plan.service(slot).targets())
          .containsExactly(URI.create(bare ? "http://b" : "http://a"));
    }
  }

  @Test
  void aPlanSurvivesItsWayThroughAFile(@TempDir Path directory) throws IOException {
    SpeedPlan plan = plan(SpeedPlan.draw(things, 2, WORKLOAD, 1));
    plan.write(directory.resolve("plan.json"));
    assertThat(SpeedPlan.read(directory.resolve("plan.json"))).isEqualTo(plan);
  }

  private static List<String> others(List<Slot> slots, int round) {
    return slots.stream()
        .filter(s -> s.round() == round && !s.thing().doesNothing())
        .map(s -> s.thing().id())
        .toList();
  }

  private static SpeedPlan plan(List<Slot> slots) {
    return new SpeedPlan(
        "run",
        LoadModel.CLOSED,
        500,
        Map.of(
            Measurand.ORDINARY, MeasuredService.at(List.of(URI.create("http://a"))),
            Measurand.BARE_LOCK, MeasuredService.at(List.of(URI.create("http://b")))),
        slots);
  }

  private static DeclaredStrategy strategy(String name) {
    return new DeclaredStrategy(name, new Guarantee(Scope.ALL_INSTANCES, false, true));
  }
}
