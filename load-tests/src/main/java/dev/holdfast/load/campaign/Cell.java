package dev.holdfast.load.campaign;

import dev.holdfast.load.config.CampaignOptions;
import dev.holdfast.load.config.CellSettings;
import dev.holdfast.load.config.Phase;
import dev.holdfast.load.config.Store;
import dev.holdfast.load.endpoints.HoldfastClient.DeclaredStrategy;
import dev.holdfast.load.scenarios.Catalogue;
import dev.holdfast.load.scenarios.Measurand;
import dev.holdfast.load.scenarios.Slot;
import dev.holdfast.load.scenarios.SpeedPlan;
import dev.holdfast.load.scenarios.StoreSpeeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One thing to run: a strategy that is judged, or with null all that a phase measures; on so many
 * instances.
 *
 * @param slots what is measured when; none where a strategy is judged
 */
record Cell(
    Store store,
    Phase phase,
    @Nullable DeclaredStrategy strategy,
    int instances,
    List<Slot> slots) {
  private static final Duration CORRECTNESS_GUESS = Duration.ofSeconds(8);
  private static final Duration MEASURING_OVERHEAD_GUESS = Duration.ofSeconds(25);
  private static final Duration BETWEEN_TURNS_GUESS = Duration.ofMillis(300);

  Cell {
    slots = List.copyOf(slots);
  }

  /**
   * The name of all cells that share a load generator, in files and at the beginning of their SKUs;
   * campaigns on one store differ in it.
   */
  String groupId(String campaign) {
    String letters = phase == Phase.CORRECTNESS ? "c" : phase.label().substring(0, 2);
    return "%s-%s-%s-%d".formatted(campaign, store.label(), letters, instances);
  }

  /** What the load generator runs. */
  String strategyName() {
    return strategy == null ? CellSettings.REFERENCE : strategy.name();
  }

  String title() {
    return "%-11s  %-27s %d instance%s"
        .formatted(
            phase.label(),
            strategy == null ? slots.size() + " turns" : strategy.name(),
            instances,
            instances == 1 ? " " : "s");
  }

  /** How long it will take, before any has been run. */
  Duration guess() {
    return strategy == null
        ? SpeedPlan.time(slots)
            .plus(BETWEEN_TURNS_GUESS.multipliedBy(slots.size()))
            .plus(MEASURING_OVERHEAD_GUESS)
        : CORRECTNESS_GUESS;
  }

  /**
   * All cells of a campaign. Correctness comes first, one set-up after the other, its strategies in
   * drawn order: they share their instances. Then comes what is measured, on the lowest number of
   * instances: on one machine more of them would share the same cores.
   */
  static List<Cell> all(
      Store store,
      CampaignOptions options,
      List<DeclaredStrategy> strategies,
      Catalogue catalogue) {
    Random random = new Random(options.seed());
    List<Cell> cells = new ArrayList<>();
    if (options.phases().contains(Phase.CORRECTNESS)) {
      for (int instances : options.instances()) {
        List<DeclaredStrategy> drawn = new ArrayList<>(strategies);
        Collections.shuffle(drawn, random);
        drawn.forEach(s -> cells.add(new Cell(store, Phase.CORRECTNESS, s, instances, List.of())));
      }
    }
    Map<Phase, List<Measurand>> measured = new EnumMap<>(Phase.class);
    measured.put(Phase.SPEED, catalogue.speed(strategies));
    measured.put(Phase.SCALING, catalogue.scaling(strategies));
    measured.forEach((phase, things) -> {
      if (options.phases().contains(phase) && !things.isEmpty()) {
        cells.add(measuring(store, phase, things, options, random));
      }
    });
    return cells;
  }

  /** What is measured of the stores beside each other. */
  static Cell stores(CampaignOptions options) {
    List<Slot> slots =
        SpeedPlan.draw(
            StoreSpeeds.things(options.workload().users()),
            options.rounds(),
            options.workload(),
            options.seed());
    return new Cell(Store.POSTGRES, Phase.STORES, null, 1, slots);
  }

  private static Cell measuring(
      Store store, Phase phase, List<Measurand> things, CampaignOptions options, Random random) {
    List<Slot> slots =
        SpeedPlan.draw(things, options.rounds(), options.workload(), random.nextLong());
    return new Cell(store, phase, null, options.instances().getFirst(), slots);
  }
}
