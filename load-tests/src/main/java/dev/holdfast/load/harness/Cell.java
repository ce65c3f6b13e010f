package dev.holdfast.load.harness;

import dev.holdfast.load.config.CampaignOptions;
import dev.holdfast.load.config.CellSettings;
import dev.holdfast.load.config.Phase;
import dev.holdfast.load.config.Workload;
import dev.holdfast.load.endpoints.HoldfastClient.DeclaredStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One thing to run: a strategy, or with null the endpoint that does nothing, on so many instances.
 */
record Cell(Phase phase, @Nullable DeclaredStrategy strategy, int instances, int run) {
  private static final int REFERENCE_RUNS = 3;
  private static final int REFERENCE_RUNS_SHORT = 1;
  private static final int SPEED_STRATEGIES_SHORT = 2;

  private static final Duration CORRECTNESS_GUESS = Duration.ofSeconds(13);
  private static final Duration SPEED_OVERHEAD_GUESS = Duration.ofSeconds(18);

  String strategyName() {
    return strategy == null ? CellSettings.REFERENCE : strategy.name();
  }

  /**
   * Its name in files, and the beginning of its SKUs; {@code campaign} keeps campaigns on one store
   * apart.
   */
  String id(String campaign) {
    String tail = run == 0 ? "" : "-" + run;
    return "%s-%s-%s-%d%s"
        .formatted(
            campaign,
            phase.name().substring(0, 1).toLowerCase(Locale.ROOT),
            strategyName(),
            instances,
            tail);
  }

  String title() {
    return "%-11s  %-24s %d instance%s"
        .formatted(
            phase.name().toLowerCase(Locale.ROOT),
            strategyName(),
            instances,
            instances == 1 ? " " : "s");
  }

  /** How long it will take, before any has been run. */
  Duration guess(Workload workload) {
    if (phase == Phase.CORRECTNESS) {
      return CORRECTNESS_GUESS;
    }
    Duration accepting = workload.warmUp().plus(workload.duration());
    Duration refusing = workload.warmUp().dividedBy(3).plus(workload.duration());
    return SPEED_OVERHEAD_GUESS.plus(strategy == null ? accepting : accepting.plus(refusing));
  }

  /**
   * All cells of a campaign. Correctness comes first, one set-up after the other, its strategies in
   * drawn order: they share their instances. The cells of the speed phase each get fresh instances,
   * and are drawn from everything, so that a machine that slows down or warms up favours nobody.
   * The reference is measured several times in between.
   */
  static List<Cell> all(
      CampaignOptions options, List<DeclaredStrategy> strategies, boolean hasReference) {
    Random random = new Random(options.seed());
    List<Cell> cells = new ArrayList<>();
    if (options.phases().contains(Phase.CORRECTNESS)) {
      for (int instances : options.instances()) {
        cells.addAll(
            shuffled(
                strategies.stream().map(s -> new Cell(Phase.CORRECTNESS, s, instances, 0)).toList(),
                random));
      }
    }
    if (options.phases().contains(Phase.SPEED)) {
      cells.addAll(shuffled(speed(options, strategies, hasReference, random), random));
    }
    return cells;
  }

  private static List<Cell> speed(
      CampaignOptions options,
      List<DeclaredStrategy> strategies,
      boolean hasReference,
      Random random) {
    if (!options.isShort()) {
      return options.instances().stream()
          .flatMap(n -> speed(strategies, n, hasReference ? REFERENCE_RUNS : 0).stream())
          .toList();
    }
    List<DeclaredStrategy> drawn = new ArrayList<>(strategies);
    Collections.shuffle(drawn, random);
    List<DeclaredStrategy> few = drawn.subList(0, Math.min(SPEED_STRATEGIES_SHORT, drawn.size()));
    return speed(few, options.instances().getFirst(), hasReference ? REFERENCE_RUNS_SHORT : 0);
  }

  private static List<Cell> speed(
      List<DeclaredStrategy> strategies, int instances, int referenceRuns) {
    List<Cell> cells = new ArrayList<>();
    strategies.forEach(s -> cells.add(new Cell(Phase.SPEED, s, instances, 0)));
    for (int run = 1; run <= referenceRuns; run++) {
      cells.add(new Cell(Phase.SPEED, null, instances, run));
    }
    return cells;
  }

  private static List<Cell> shuffled(List<Cell> cells, Random random) {
    List<Cell> shuffled = new ArrayList<>(cells);
    Collections.shuffle(shuffled, random);
    return shuffled;
  }
}
