package dev.holdfast.load.price;

import dev.holdfast.load.config.PriceOptions;
import dev.holdfast.load.process.LoadTestException;
import dev.holdfast.load.process.ManagedProcess;
import dev.holdfast.load.process.RedisInfo;
import dev.holdfast.load.process.RunContext;
import dev.holdfast.load.process.ServiceJar;
import dev.holdfast.load.report.Machines;
import dev.holdfast.load.report.ReportFiles;
import dev.holdfast.load.report.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Measures what an order costs, from the start of the stores to the report. */
final class PriceRun {
  /** This code. */
  static final String NEW = "this code";

  /** What it is compared with. */
  static final String OLD = "before";

  /** More than any of the cases accepts in a second. */
  private static final long ACCEPTED_PER_SECOND_MAX = 50_000;

  private static final double MILLIS_PER_SECOND = 1_000;
  private static final Duration ROUNDED_UP = Duration.ofSeconds(59);
  private static final Duration BUILD_MAX = Duration.ofMinutes(20);

  private final PriceOptions options;
  private final RunContext context;
  private final Results.Machine machine = Machines.here();
  private final List<Turn> turns = new ArrayList<>();
  private final Figures figures = new Figures();
  private int halfRate;

  PriceRun(PriceOptions options, RunContext context) {
    this.options = options;
    this.context = context;
  }

  /** Tells whether every goal that was measured is met. */
  boolean run() {
    Chosen chosen = Chosen.of(options.cases());
    Map<String, Path> jars = jars();
    context.print(
        "%d cases of %s, %d rounds of %d s, seed %d; its turns take %d min%n",
        chosen.all(),
        jars,
        options.rounds(),
        options.seconds(),
        options.seed(),
        chosen
            .sum(jars.size(), options.rounds(), turnTime(), options.warmUp())
            .plus(ROUNDED_UP)
            .toMinutes());
    if (chosen.extras().contains(Extra.STARTS)) {
      measureStarts(jars);
    }
    Map<String, String> redis;
    try {
      redis = measure(jars, chosen);
    } catch (LoadTestException e) {
      context.print("%nUntil it failed:%n%s%n", PriceTable.measured(turns, figures));
      throw e;
    }
    List<Goal> goals = Goals.of(figures);
    write(new Report(jars, redis, goals));
    return goals.stream().allMatch(Goal::isMet);
  }

  private Map<String, Path> jars() {
    Map<String, Path> jars = new LinkedHashMap<>();
    Path older = older();
    if (older != null) {
      jars.put(OLD, older);
    }
    jars.put(NEW, context.jar(options.jar()));
    return jars;
  }

  /** Measures all but starts, and tells what the stores are. */
  private Map<String, String> measure(Map<String, Path> jars, Chosen chosen) {
    List<Side> sides = new ArrayList<>();
    jars.forEach((name, jar) ->
        sides.add(Side.start(name, sides.size() + 1, jar, jvmOptions(name), options, context)));
    Map<String, String> redis =
        new TreeMap<>(RedisInfo.settings(sides.getFirst().redis().address()));
    redis.put("program", Side.server(options.redisServer()));
    sides.forEach(side -> side.prepare(chosen.products(), units()));
    if (chosen.extras().contains(Extra.BYTES)) {
      sides.forEach(side -> Extras.bytes(side, figures));
    }
    warmUp(sides, chosen.cases());
    rounds(sides, chosen);
    if (chosen.extras().contains(Extra.CONFIRM)) {
      sides.forEach(side -> Extras.confirm(side, figures));
    }
    sides.forEach(Side::close);
    return redis;
  }

  private List<String> jvmOptions(String side) {
    return side.equals(NEW) ? options.jvmOptions() : List.of();
  }

  private void measureStarts(Map<String, Path> jars) {
    List<Starts> all = new ArrayList<>();
    String server = Side.server(options.redisServer());
    jars.forEach((name, jar) -> all.add(new Starts(name, jar, jvmOptions(name), server, context)));
    Progress progress = new Progress("starts", options.starts());
    for (int round = 1; round <= options.starts(); round++) {
      (round % 2 == 1 ? all : all.reversed()).forEach(starts -> starts.round(figures));
      context.print("%s%n", progress.after(round));
    }
    all.forEach(Starts::close);
  }

  private record Report(Map<String, Path> jars, Map<String, String> redis, List<Goal> goals) {}

  private void write(Report report) {
    Map<String, String> jars = new LinkedHashMap<>();
    report.jars().forEach((name, jar) -> jars.put(name, jar.toString()));
    PriceResults results =
        new PriceResults(
            PriceResults.FORMAT_VERSION,
            context.started().toString(),
            RunContext.now().toString(),
            new PriceResults.Settings(
                context.command(),
                options.seed(),
                options.rounds(),
                options.seconds(),
                options.warmUp().toMillis() / MILLIS_PER_SECOND,
                options.starts(),
                options.connections(),
                options.durable(),
                options.with(),
                options.jvmOptions()),
            machine,
            jars,
            report.redis(),
            figures.all(),
            turns,
            report.goals());
    String tables =
        "%s %s, %d rounds of %d s%n%n%s%n%s%n%s"
            .formatted(
                report.redis().get("program"),
                report.redis(),
                options.rounds(),
                options.seconds(),
                PriceTable.measured(turns, figures),
                PriceTable.goals(report.goals()),
                PriceTable.atRates(figures));
    Path folder = context.output().root();
    try {
      ReportFiles.writeResults(results, folder);
      Files.writeString(folder.resolve("table.md"), tables);
    } catch (IOException e) {
      throw new LoadTestException("the report cannot be written: " + e.getMessage(), e);
    }
    context.print("%n%s%nAll of it is in %s%n", tables, folder);
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

  /** The capacity of which one case takes half is that of the older jar, for both. */
  private void warmUp(List<Side> sides, List<PriceCase> cases) {
    for (PriceCase one : cases.stream().filter(c -> c.paced() == null).toList()) {
      for (Side side : sides) {
        if (side.has(one)) {
          Turn turn = turn(side, one, 0, new Pace.Closed(options.warmUp()));
          if (one == PriceCase.HALF) {
            halfRate = halfRate == 0 ? Math.max(1, (int) turn.perSecond() / 2) : halfRate;
          }
          context.print(
              "warm-up: %-9s %-45s %,7.0f/s%n", side.name(), one.label(), turn.perSecond());
        }
      }
    }
  }

  /** In every other round the jars have their turns in reverse. */
  private void rounds(List<Side> sides, Chosen chosen) {
    Random random = new Random(options.seed());
    Progress progress = new Progress("round", options.rounds());
    for (int round = 1; round <= options.rounds(); round++) {
      List<Side> jars = round % 2 == 1 ? sides : sides.reversed();
      for (PriceCase one : chosen.drawn(random)) {
        for (Side side : jars) {
          // What bounds a case is a question about this code alone.
          if (side.has(one) && (one.paced() == null || side.name().equals(NEW))) {
            Turn turn = turn(side, one, round, pace(side, one));
            turns.add(turn);
            figures.add(turn);
          }
        }
      }
      context.print("%s%n", progress.after(round));
    }
  }

  private Pace pace(Side side, PriceCase one) {
    if (one == PriceCase.HALF) {
      return new Pace.Fixed(halfRate, 1, turnTime());
    }
    PriceCase paced = one.paced();
    if (paced == null) {
      return new Pace.Closed(turnTime());
    }
    Turn last =
        turns.reversed().stream().filter(t -> t.isOf(paced, side.name())).findFirst().orElseThrow();
    return last.asPace(one.isGrouped(), turnTime());
  }

  private Duration turnTime() {
    return Duration.ofSeconds(options.seconds());
  }

  private Turn turn(Side side, PriceCase one, int round, Pace pace) {
    String run = "p%d-%s-%d".formatted(options.seed(), one.option(), round);
    return side.turn(one, round, run, options.connections(), pace, options.seed() + round);
  }
}
