package dev.holdfast.load.report;

import dev.holdfast.load.check.CheckReport;
import dev.holdfast.load.check.Finding;
import dev.holdfast.load.check.FindingKind;
import dev.holdfast.load.check.Guarantee;
import dev.holdfast.load.check.Scope;
import dev.holdfast.load.check.Verdict;
import dev.holdfast.load.scenarios.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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

  private SampleResults() {}

  static Results agreeing() {
    return results(false);
  }

  /** A strategy that declares to be exact everywhere was seen to oversell. */
  static Results disagreeing() {
    return results(true);
  }

  private static Results results(boolean broken) {
    List<Results.Correctness> correctness = new ArrayList<>();
    List<Results.Speed> speed = new ArrayList<>();
    for (int instances : List.of(1, 2)) {
      for (Sample s : STRATEGIES) {
        correctness.add(correctness(s, instances, broken && s.name().equals("redisson-lock")));
        speed.add(speed(s.name(), instances, s.accepted(), s.refused()));
      }
      speed.add(speed("reference", instances, 9_300, 0));
      speed.add(speed("reference", instances, 9_700, 0));
    }
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
            12,
            240,
            8,
            3,
            "singles:60,baskets:40",
            2,
            List.of(),
            List.of("-Xmx512m")),
        new Results.Machine("Linux (amd64)", "A processor", 2, 24_000, 0.3),
        new Results.Versions("0.1.0", "25", "3.15.1"),
        Map.of("redis_version", "7.0.15", "save", ""),
        STRATEGIES.stream()
            .collect(Collectors.toMap(Sample::name, s -> new Guarantee(s.scope(), false, false))),
        References.noise(speed),
        correctness,
        References.withRatios(speed));
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
        s.name(),
        declared,
        instances,
        verdict,
        counts,
        findings,
        6.5,
        "cells/" + s.name() + "/index.html");
  }

  private static Results.Speed speed(String name, int instances, double accepted, double refused) {
    Measurement.Part accepting = part(accepted, true);
    Measurement.Part refusing = name.equals("reference") ? null : part(refused, false);
    return new Results.Speed(
        name,
        instances,
        "closed",
        new Measurement(accepting, refusing, "hot", 1_000_000, 900_000, 0),
        null,
        null,
        true,
        List.of(),
        60,
        null);
  }

  private static Measurement.Part part(double throughput, boolean accepting) {
    double p50 = 64_000 / throughput * 0.8;
    var latency =
        new Measurement.Latency(
            Math.round(throughput * 12), p50 * 1.2, p50, p50 * 2.2, p50 * 4, p50 * 15);
    var none = new Measurement.Latency(0, 0, 0, 0, 0, 0);
    return new Measurement.Part(
        12, throughput, List.of(), accepting ? latency : none, accepting ? none : latency, 0, 0, 0);
  }
}
