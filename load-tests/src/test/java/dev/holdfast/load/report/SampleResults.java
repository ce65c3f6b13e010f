package dev.holdfast.load.report;

import dev.holdfast.load.check.CheckReport;
import dev.holdfast.load.check.Finding;
import dev.holdfast.load.check.FindingKind;
import dev.holdfast.load.check.Guarantee;
import dev.holdfast.load.check.Scope;
import dev.holdfast.load.check.Verdict;
import dev.holdfast.load.config.CampaignOptions;
import dev.holdfast.load.config.ParseResult;
import dev.holdfast.load.config.Phase;
import dev.holdfast.load.config.Store;
import dev.holdfast.load.config.Workload;
import dev.holdfast.load.endpoints.Costs;
import dev.holdfast.load.endpoints.HoldfastClient;
import dev.holdfast.load.scenarios.Catalogue;
import dev.holdfast.load.scenarios.Measurand;
import dev.holdfast.load.scenarios.Measurement;
import dev.holdfast.load.scenarios.Slot;
import dev.holdfast.load.scenarios.SpeedPlan;
import dev.holdfast.load.scenarios.StoreSpeeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Results with made-up figures, of the shape that a full campaign has. */
final class SampleResults {
  private record Sample(String name, Scope scope, double accepted, double refused) {}

  private static final List<Sample> STRATEGIES =
      List.of(
          new Sample("unguarded", Scope.NONE, 5_400, 8_200),
          new Sample("jvm-mutex", Scope.ONE_INSTANCE, 1_600, 8_100),
          new Sample("jvm-mutex-per-sku", Scope.ONE_INSTANCE, 1_650, 8_300),
          new Sample("redisson-lock", Scope.ALL_INSTANCES, 620, 900),
          new Sample("redis-decrby", Scope.ALL_INSTANCES, 6_100, 7_700),
          new Sample("redis-cas", Scope.ALL_INSTANCES, 810, 8_900),
          new Sample("redis-script", Scope.ALL_INSTANCES, 6_700, 9_100));

  private static final List<Sample> ON_POSTGRES =
      List.of(
          new Sample("postgres-unguarded", Scope.NONE, 300, 900),
          new Sample("postgres-row-lock", Scope.ALL_INSTANCES, 500, 2_000),
          new Sample("postgres-conditional-update", Scope.ALL_INSTANCES, 900, 3_000),
          new Sample("postgres-group-commit", Scope.ALL_INSTANCES, 4_500, 10_000),
          new Sample("redis-group-commit", Scope.ALL_INSTANCES, 9_000, 10_000));

  private static final List<HoldfastClient.DeclaredStrategy> DECLARED =
      STRATEGIES.stream()
          .map(s ->
              new HoldfastClient.DeclaredStrategy(s.name(), new Guarantee(s.scope(), false, false)))
          .toList();
  private static final Catalogue CATALOGUE = new Catalogue(64, true, true, true);
  private static final List<Measurand> THINGS = CATALOGUE.speed(DECLARED);
  private static final List<Measurand> SCALING = CATALOGUE.scaling(DECLARED);

  private SampleResults() {}

  static Results agreeing() {
    return results(STRATEGIES, List.of(), false);
  }

  /** Both stores one after the other, and beside each other. */
  static Results ofBothStores() {
    List<Sample> both = new ArrayList<>(STRATEGIES);
    both.addAll(ON_POSTGRES);
    return results(both, StoreSpeeds.things(64), false);
  }

  /** A strategy that declares to be exact everywhere was seen to oversell. */
  static Results disagreeing() {
    return results(STRATEGIES, List.of(), true);
  }

  private static Results results(
      List<Sample> strategies, List<Measurand> compared, boolean broken) {
    List<Results.Correctness> correctness = new ArrayList<>();
    for (int instances : List.of(1, 2)) {
      for (Sample s : strategies) {
        correctness.add(correctness(s, instances, broken && s.name().equals("redisson-lock")));
      }
    }
    References speed = new References(Store.REDIS, Phase.SPEED, 1, measurements(THINGS));
    References scaling = new References(Store.REDIS, Phase.SCALING, 1, measurements(SCALING));
    List<Results.Speed> all = new ArrayList<>(speed.compare(THINGS, Map.of()));
    all.addAll(scaling.compare(SCALING, Map.of()));
    all.addAll(
        new References(Store.POSTGRES, Phase.STORES, 1, measurements(compared))
            .compare(compared, Map.of()));
    return new Results(
        Results.FORMAT_VERSION,
        true,
        null,
        !broken,
        "2026-01-02T03:04:05Z",
        "2026-01-02T03:30:00Z",
        new Results.Settings(
            "--strategies=<all> & more",
            42,
            false,
            "closed",
            500,
            64,
            20,
            3,
            3,
            240,
            8,
            3,
            "singles:60,baskets:40",
            2,
            List.of(),
            List.of("-Xmx512m")),
        new Results.Machine("Linux (amd64)", "A processor", 2, 24_000, 0.3),
        new Results.Versions("0.1.0", "25", "3.15.1"),
        Map.of("redis", Map.of("redis_version", "7.0.15", "save", "")),
        strategies.stream()
            .collect(Collectors.toMap(Sample::name, s -> new Guarantee(s.scope(), false, false))),
        List.of(speed.noise().orElseThrow(), scaling.noise().orElseThrow()),
        correctness,
        all,
        StoreGoals.of(all));
  }

  private static Results.Correctness correctness(Sample s, int instances, boolean broken) {
    boolean oversells = broken || !s.scope().promisesExactOn(instances);
    List<Finding> findings =
        oversells
            ? List.of(
                new Finding(FindingKind.OVERSOLD, "p1", 7, "p1: orders held 12 units of 5 <b>"))
            : List.of();
    var counts = new CheckReport.Counts(240, 240, 1_920, 5_100, 1_700, 210, 3_380, 20, 0, 0);
    Guarantee declared = new Guarantee(s.scope(), false, false);
    Verdict verdict = Verdict.of(new CheckReport(findings, counts), declared, instances);
    return new Results.Correctness(
        Store.of(s.name()).label(),
        s.name(),
        declared,
        instances,
        verdict,
        counts,
        findings,
        6.5,
        "cells/" + s.name() + "/index.html");
  }

  /** Two rounds of a machine that is a tenth faster in the second. */
  private static List<Measurement> measurements(List<Measurand> things) {
    Workload workload =
        ((ParseResult.Parsed<CampaignOptions>) CampaignOptions.parse(List.of(), 1, Path.of("out")))
            .options()
            .workload();
    return things.isEmpty()
        ? List.of()
        : SpeedPlan.draw(things, 3, workload, 1).stream().map(SampleResults::measured).toList();
  }

  private static Measurement measured(Slot slot) {
    Measurand thing = slot.thing();
    double throughput = throughput(thing) * (1 + slot.round() / 10.0);
    var latency = latency(throughput, thing.connections());
    var none = new Measurement.Latency(0, 0, 0, 0, 0, 0);
    boolean accepting = thing.wanted() == Measurand.Wanted.ACCEPTED;
    var part =
        new Measurement.Part(
            3,
            throughput,
            List.of(),
            accepting ? latency : none,
            accepting ? none : latency,
            0,
            0,
            0);
    Map<String, Double> meters =
        thing.subject().contains("lock") || thing.subject().contains("mutex")
            ? Map.of("holdfast_lock_wait_seconds", 0.0231, "holdfast_lock_hold_seconds", 0.0004)
            : Map.of(Costs.WAL_BYTES, 1_013.4, Costs.STATEMENTS, 1.25);
    return new Measurement(slot.number(), slot.round(), thing.id(), part, 1, 0, Map.of(), meters);
  }

  private static double throughput(Measurand thing) {
    return switch (thing.subject()) {
      case Measurand.DO_NOTHING -> 10_000;
      case Measurand.PLAIN_SERVLET -> 14_000;
      default ->
          Stream.concat(STRATEGIES.stream(), ON_POSTGRES.stream())
              .filter(s -> s.name().equals(thing.subject()))
              .mapToDouble(
                  s -> thing.wanted() == Measurand.Wanted.ACCEPTED ? s.accepted() : s.refused())
              .sum();
    };
  }

  private static Measurement.Latency latency(double throughput, int connections) {
    double p50 = connections * 1_000 / throughput * 0.8;
    return new Measurement.Latency(
        Math.round(throughput * 3), p50 * 1.2, p50, p50 * 2.2, p50 * 4, p50 * 15);
  }
}
