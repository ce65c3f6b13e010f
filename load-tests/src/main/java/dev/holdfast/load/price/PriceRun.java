package dev.holdfast.load.price;

import dev.holdfast.load.config.PriceOptions;
import dev.holdfast.load.process.LoadTestException;
import dev.holdfast.load.process.ManagedProcess;
import dev.holdfast.load.process.RunContext;
import dev.holdfast.load.process.ServiceJar;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Measures what an order costs, from the start of the stores to the report. */
final class PriceRun {
  /** This code. */
  static final String NEW = "this code";

  /** What it is compared with. */
  static final String OLD = "before";

  /** More than any of the cases accepts in a second. */
  private static final long ACCEPTED_PER_SECOND_MAX = 50_000;

  private static final Duration BUILD_MAX = Duration.ofMinutes(20);

  private final PriceOptions options;
  private final RunContext context;
  private final List<Turn> turns = new ArrayList<>();

  PriceRun(PriceOptions options, RunContext context) {
    this.options = options;
    this.context = context;
  }

  /** Tells whether every goal that was measured is met. */
  boolean run() {
    List<PriceCase> cases = cases();
    Map<String, Path> jars = new LinkedHashMap<>();
    Path older = older();
    if (older != null) {
      jars.put(OLD, older);
    }
    jars.put(NEW, context.jar(options.jar()));
    context.print(
        "%d cases on %s, %d rounds of %d s, seed %d%n",
        cases.size(), jars, options.rounds(), options.seconds(), options.seed());
    List<Side> sides = new ArrayList<>();
    jars.forEach(
        (name, jar) -> sides.add(Side.start(name, sides.size() + 1, jar, options, context)));
    sides.forEach(side -> side.prepare(cases, units()));
    warmUp(sides, cases);
    measure(sides, cases);
    sides.forEach(Side::close);
    context.print("%n%s", PriceTable.measured(turns));
    return true;
  }

  private List<PriceCase> cases() {
    if (options.cases().isEmpty()) {
      return List.of(PriceCase.values());
    }
    return options.cases().stream()
        .map(name -> {
          PriceCase one = PriceCase.named(name);
          if (one == null) {
            throw new LoadTestException(
                "there is no case '%s' among %s"
                    .formatted(
                        name, Stream.of(PriceCase.values()).map(PriceCase::option).toList()));
          }
          return one;
        })
        .toList();
  }

  private @Nullable Path older() {
    if (options.againstJar() != null) {
      return ServiceJar.given(options.againstJar());
    }
    return options.against() == null ? null : packaged(options.against());
  }

  /** Packages an older revision, unless that was done before. */
  private Path packaged(String revision) {
    context.print("Packaging %s ...%n", revision);
    Path root = context.home().resolveSibling(".");
    List<String> words = List.of(root.resolve(".ci/older-jar").normalize().toString(), revision);
    ManagedProcess tool =
        context
            .supervisor()
            .start(
                new ManagedProcess.Command(
                    "the build of " + revision,
                    words,
                    context.home(),
                    context.logs().resolve("older-jar.log")));
    try {
      if (!tool.awaitEnd(BUILD_MAX) || tool.exitCode() != 0) {
        throw new LoadTestException(revision + " cannot be packaged:\n" + tool.lastWords());
      }
      return ServiceJar.given(Path.of(tool.lastWords().lines().toList().getLast()));
    } finally {
      context.supervisor().stop(tool);
    }
  }

  private long units() {
    long seconds = options.warmUp().toSeconds() + (long) options.rounds() * options.seconds();
    return ACCEPTED_PER_SECOND_MAX * (seconds + 1);
  }

  private void warmUp(List<Side> sides, List<PriceCase> cases) {
    for (PriceCase one : cases) {
      for (Side side : sides) {
        if (side.has(one)) {
          Turn turn = turn(side, one, 0, options.warmUp());
          context.print(
              "warm-up: %-9s %-45s %,7.0f/s%n", side.name(), one.label(), turn.perSecond());
        }
      }
    }
  }

  /** In every other round the jars have their turns in reverse. */
  private void measure(List<Side> sides, List<PriceCase> cases) {
    Random random = new Random(options.seed());
    for (int round = 1; round <= options.rounds(); round++) {
      List<PriceCase> order = new ArrayList<>(cases);
      Collections.shuffle(order, random);
      List<Side> jars = round % 2 == 1 ? sides : sides.reversed();
      for (PriceCase one : order) {
        for (Side side : jars) {
          if (side.has(one)) {
            turns.add(turn(side, one, round, Duration.ofSeconds(options.seconds())));
          }
        }
      }
      context.print("round %d of %d%n", round, options.rounds());
    }
  }

  private Turn turn(Side side, PriceCase one, int round, Duration time) {
    String run = "p%d-%s-%d".formatted(options.seed(), one.option(), round);
    return side.turn(
        one, round, run, options.connections(), new Pace.Closed(time), options.seed() + round);
  }
}
