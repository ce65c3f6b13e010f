package dev.holdfast.load.failover;

import dev.holdfast.load.config.FailoverOptions;
import dev.holdfast.load.process.Io;
import dev.holdfast.load.process.LoadTestException;
import dev.holdfast.load.process.Ports;
import dev.holdfast.load.process.PostgresBinaries;
import dev.holdfast.load.process.RunContext;
import dev.holdfast.load.process.ServiceInstance;
import dev.holdfast.load.report.Machines;
import dev.holdfast.load.report.ReportFiles;
import dev.holdfast.load.report.Results;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** One run, from the build to the report. */
final class FailoverRun {
  private static final int INSTANCES = 2;

  /** The short run's: one of each kind whose bound was missed before the service had a view. */
  private static final List<Scenario> SHORT =
      List.of(
          Scenario.SENTINEL_PLANNED,
          Scenario.SENTINEL_MAINTENANCE,
          Scenario.SENTINEL_KILLED,
          Scenario.ONE_ADDRESS_PLANNED,
          Scenario.POSTGRES_UNFENCED);

  /** Short times, so that what is left behind is found within a round. */
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "holdfast.placing.claim-hold", "2s",
          "holdfast.sweeper.put-off", "2s",
          "holdfast.sweeper.time-max", "2s");

  private final FailoverOptions options;
  private final RunContext context;
  private final Results.Machine machine = Machines.here();
  private final List<RoundReport> reports = new ArrayList<>();
  private Map<String, String> store = Map.of();

  FailoverRun(FailoverOptions options, RunContext context) {
    this.options = options;
    this.context = context;
  }

  /** Runs every round and writes the report; tells whether every bound is kept. */
  boolean run() {
    List<Scenario> rounds = rounds();
    Path jar = context.jar(options.jar());
    context.print(
        "%d rounds, %d orders a second, seed %d%n", rounds.size(), options.rate(), options.seed());
    for (Setup setup : Setup.values()) {
      List<Scenario> own = rounds.stream().filter(r -> r.setup() == setup).toList();
      if (!own.isEmpty()) {
        runOn(setup, own, jar);
      }
    }
    return end();
  }

  private List<Scenario> rounds() {
    if (options.rounds().isEmpty()) {
      return (options.isShort() ? SHORT.stream() : Stream.of(Scenario.values()))
          .filter(scenario -> scenario.setup().store() == options.store())
          .toList();
    }
    List<String> known =
        Stream.of(Scenario.values())
            .filter(scenario -> scenario.setup().store() == options.store())
            .map(Scenario::label)
            .toList();
    for (String wanted : options.rounds()) {
      if (!known.contains(wanted)) {
        throw new LoadTestException(
            "no round %s; there are %s".formatted(wanted, String.join(", ", known)));
      }
    }
    return Stream.of(Scenario.values())
        .filter(scenario -> options.rounds().contains(scenario.label()))
        .toList();
  }

  private void runOn(Setup setup, List<Scenario> rounds, Path jar) {
    List<ServiceInstance> instances = new ArrayList<>();
    try (Topology topology = start(setup, jar)) {
      store = topology.settings();
      ServiceInstance.Settings settings =
          ServiceInstance.Settings.of(jar, topology.location(), context.logs())
              .with(ServiceInstance.FAST_START)
              .with(PROPERTIES)
              .with(options.with());
      for (int i = 1; i <= INSTANCES; i++) {
        instances.add(
            ServiceInstance.start(context.supervisor(), settings.numbered(i, Ports.freeToKeep())));
      }
      instances.forEach(ServiceInstance::awaitReady);
      for (Scenario scenario : rounds) {
        Evidence evidence =
            new Round(scenario, topology, instances, options)
                .run(context.output().cell(scenario.label()));
        reports.add(FailoverJudge.judge(evidence));
        tell(reports.getLast());
        // Also of a run that does not come to its end.
        write(false);
      }
    } finally {
      // They have nothing left to end in good order, and take their time when Redis is gone.
      instances.forEach(ServiceInstance::kill);
      instances.forEach(ServiceInstance::close);
    }
  }

  private Topology start(Setup setup, Path jar) {
    Path logs = context.logs();
    return switch (setup) {
      case SENTINEL_ONE_REPLICA -> Sentinels.start(context.supervisor(), logs, 1);
      case SENTINEL_TWO_REPLICAS -> Sentinels.start(context.supervisor(), logs, 2);
      case ONE_ADDRESS -> OneAddress.start(context.supervisor(), logs);
      case CLUSTER -> RedisCluster.start(context.supervisor(), logs);
      case POSTGRES ->
          PostgresReplicas.start(
              context.supervisor(), PostgresBinaries.of(context.supervisor(), jar, logs), logs);
    };
  }

  private void tell(RoundReport round) {
    context.print(
        "%3d s: %s: %d acknowledged, %d lost%s, %.1f s without a sale, %s%n",
        Duration.between(context.started(), Instant.now()).toSeconds(),
        round.round(),
        round.acknowledged(),
        round.lost(),
        round.lostFrom() == null
            ? ""
            : String.format(
                Locale.ROOT,
                " (acknowledged from %+.2f to %+.2f s)",
                round.lostFrom(),
                round.lostUntil()),
        round.withoutSale(),
        round.passed() ? "within its bounds" : "NOT within its bounds");
    round.failures().forEach(failure -> context.print("    %s%n", failure));
  }

  private boolean end() {
    FailoverResults results = write(true);
    context.print("%n%s%n", results.roundTable());
    context.print("%s%n", results.passed() ? "Passed: every bound is kept." : "FAILED: see above.");
    context.print("Report: %s%n", context.output().root().resolve(ReportFiles.PAGE));
    return results.passed();
  }

  private FailoverResults write(boolean complete) {
    FailoverResults results =
        new FailoverResults(
            FailoverResults.FORMAT_VERSION,
            complete,
            complete && reports.stream().allMatch(RoundReport::passed),
            context.started().toString(),
            RunContext.now().toString(),
            context.command(),
            options.seed(),
            options.rate(),
            INSTANCES,
            machine,
            store,
            reports);
    Io.run("the report cannot be written", () -> results.write(context.output().root()));
    return results;
  }
}
