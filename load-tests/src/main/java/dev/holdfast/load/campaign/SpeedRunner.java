package dev.holdfast.load.campaign;

import dev.holdfast.load.check.Audit;
import dev.holdfast.load.check.Finding;
import dev.holdfast.load.check.FindingKind;
import dev.holdfast.load.check.Totals;
import dev.holdfast.load.config.CellSettings;
import dev.holdfast.load.endpoints.HoldfastClient;
import dev.holdfast.load.process.Io;
import dev.holdfast.load.process.LoadTestException;
import dev.holdfast.load.process.Parallel;
import dev.holdfast.load.process.ProcessSupervisor;
import dev.holdfast.load.scenarios.CellFiles;
import dev.holdfast.load.scenarios.Measurand;
import dev.holdfast.load.scenarios.Measurand.Wanted;
import dev.holdfast.load.scenarios.Measurement;
import dev.holdfast.load.scenarios.MeasurementFile;
import dev.holdfast.load.scenarios.SpeedPlan;
import dev.holdfast.load.scenarios.Supply;
import dev.holdfast.load.simulations.SpeedSimulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Measures everything of a plan with one load generator, and checks that the accounts add up all
 * the same.
 */
final class SpeedRunner {
  private static final Duration SLACK = Duration.ofMinutes(3);

  /** Beside the load itself: connections are closed and opened, metrics read. */
  private static final Duration BETWEEN_TURNS_MAX = Duration.ofSeconds(3);

  /** What was measured, and what is wrong with it, by thing. */
  record Outcome(List<Measurement> measurements, Map<String, List<Finding>> findings) {}

  private final ProcessSupervisor supervisor;
  private final Deployment deployment;
  private final CellSettings cell;

  SpeedRunner(ProcessSupervisor supervisor, Deployment deployment, CellSettings cell) {
    this.supervisor = supervisor;
    this.deployment = deployment;
    this.cell = cell;
  }

  /** Runs the plan; every measurement is passed to {@code follower} when it is there. */
  Outcome run(SpeedPlan plan, Consumer<Measurement> follower) {
    List<Supply> supplies = plan.supplies();
    Map<String, HoldfastClient> clients = clients(supplies);
    Parallel.map(
        supplies,
        supply -> {
          supply.make(Objects.requireNonNull(clients.get(supply.at())));
          return supply;
        });
    Following following = new Following(follower);
    Io.run("the plan cannot be written", () -> plan.write(CellFiles.plan(cell.out())));
    Duration max =
        plan.time().plus(BETWEEN_TURNS_MAX.multipliedBy(plan.slots().size())).plus(SLACK);
    new GatlingRun(supervisor, deployment)
        .run(new GatlingRun.Load(SpeedSimulation.class, cell, false), max, following::look);
    List<Measurement> measurements = following.seen;
    if (measurements.size() != plan.slots().size()) {
      throw new LoadTestException(
          "%s left %d measurements of %d; look into %s"
              .formatted(cell.cell(), measurements.size(), plan.slots().size(), cell.out()));
    }
    return new Outcome(measurements, findings(plan, supplies, measurements));
  }

  /** A client for each service that sells one of these. */
  private Map<String, HoldfastClient> clients(List<Supply> supplies) {
    return supplies.stream()
        .map(Supply::at)
        .distinct()
        .collect(Collectors.toMap(Function.identity(), deployment::client));
  }

  /** Reads what the load generator writes down, while it does. */
  private final class Following {
    private static final String UNREADABLE = "the measurements cannot be read";

    private final MeasurementFile file = new MeasurementFile(CellFiles.measurements(cell.out()));
    private final Consumer<Measurement> follower;
    private final List<Measurement> seen = new ArrayList<>();
    private long lengthSeen;

    Following(Consumer<Measurement> follower) {
      this.follower = follower;
    }

    void look() {
      long length = Io.get(UNREADABLE, file::length);
      if (length == lengthSeen) {
        return;
      }
      lengthSeen = length;
      List<Measurement> all = Io.get(UNREADABLE, file::read);
      List<Measurement> fresh = all.subList(seen.size(), all.size());
      seen.addAll(fresh);
      fresh.forEach(follower);
    }
  }

  private Map<String, List<Finding>> findings(
      SpeedPlan plan, List<Supply> supplies, List<Measurement> measurements) {
    Map<String, Measurand> things =
        plan.things().stream().collect(Collectors.toMap(Measurand::id, Function.identity()));
    Map<String, List<Finding>> findings = new LinkedHashMap<>();
    for (Measurement m : measurements) {
      Measurand thing = things.get(m.thing());
      if (thing != null) {
        findings.computeIfAbsent(m.thing(), _ -> new ArrayList<>()).addAll(answers(thing, m));
      }
    }
    accounts(supplies, measurements)
        .forEach((thing, wrong) ->
            findings.computeIfAbsent(thing, _ -> new ArrayList<>()).addAll(wrong));
    return findings;
  }

  /**
   * Answers that have no place in a turn: a refusal while there is plenty, an acceptance when all
   * is sold.
   */
  private static List<Finding> answers(Measurand thing, Measurement m) {
    List<Finding> findings = new ArrayList<>();
    if (thing.wanted() == Wanted.ACCEPTED) {
      add(findings, FindingKind.FALSE_REFUSAL, m, m.soldOut());
    } else {
      add(findings, FindingKind.OVERSOLD, m, m.accepted());
    }
    add(findings, FindingKind.UNEXPECTED_ANSWER, m, m.part().unexpected());
    return findings;
  }

  private static void add(
      List<Finding> findings, FindingKind kind, Measurement measurement, long count) {
    if (count > 0) {
      String turn = "turn " + measurement.slot();
      findings.add(new Finding(kind, turn, count, turn + ": " + count + " " + kind.plural()));
    }
  }

  /** What every audit says against what was supplied and accepted, by thing. */
  private Map<String, List<Finding>> accounts(
      List<Supply> supplies, List<Measurement> measurements) {
    Map<String, Long> accepted = new HashMap<>();
    Map<String, Long> unknown = new HashMap<>();
    Map<String, String> thingOf = new HashMap<>();
    for (Measurement m : measurements) {
      m.acceptedBySku()
          .forEach((sku, units) -> {
            accepted.merge(sku, units, Long::sum);
            unknown.merge(sku, m.part().unknown(), Long::sum);
            thingOf.put(sku, m.thing());
          });
    }
    List<Supply> audited = supplies.stream().filter(s -> thingOf.containsKey(s.sku())).toList();
    Map<String, HoldfastClient> clients = clients(audited);
    Map<String, List<Finding>> findings = new HashMap<>();
    List<Audit> audits =
        Parallel.map(audited, s -> Objects.requireNonNull(clients.get(s.at())).audit(s.sku()));
    for (int i = 0; i < audited.size(); i++) {
      Supply supply = audited.get(i);
      String sku = supply.sku();
      findings
          .computeIfAbsent(thingOf.getOrDefault(sku, sku), _ -> new ArrayList<>())
          .addAll(
              Totals.check(
                  audits.get(i),
                  supply.units(),
                  accepted.getOrDefault(sku, 0L) + supply.soldBefore(),
                  unknown.getOrDefault(sku, 0L)));
    }
    return findings;
  }
}
