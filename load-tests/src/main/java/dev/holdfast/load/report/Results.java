package dev.holdfast.load.report;

import dev.holdfast.load.check.CheckReport;
import dev.holdfast.load.check.Finding;
import dev.holdfast.load.check.Guarantee;
import dev.holdfast.load.check.Scope;
import dev.holdfast.load.check.Verdict;
import dev.holdfast.load.scenarios.Measurement;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a campaign found out, as it is written to results.json. A reader of that file looks at
 * {@code formatVersion} first: it changes when a field changes its meaning or goes away, not when
 * one is added.
 */
public record Results(
    int formatVersion,
    boolean complete,
    @Nullable String abortedBecause,
    boolean everyVerdictAgrees,
    String startedAt,
    String finishedAt,
    Settings settings,
    Machine machine,
    Versions versions,
    Map<String, String> redis,
    Map<String, Guarantee> strategies,
    List<Noise> noise,
    List<Correctness> correctness,
    List<Speed> speed) {
  /** The format that this code writes. */
  public static final int FORMAT_VERSION = 1;

  public Results {
    strategies = Map.copyOf(strategies);
    noise = List.copyOf(noise);
    correctness = List.copyOf(correctness);
    speed = List.copyOf(speed);
  }

  /** What was asked for, so that it can be asked for again. */
  public record Settings(
      String command,
      long seed,
      boolean isShort,
      String model,
      int rate,
      int users,
      double warmUpSeconds,
      double durationSeconds,
      int products,
      int stock,
      double demand,
      String mix,
      double raceWindowMs,
      List<String> targets,
      List<String> instanceJvmOptions) {}

  /** Where it ran: load, service and Redis share it unless targets were given. */
  public record Machine(
      String os, String cpu, int cores, long memoryMb, double loadAverageAtStart) {}

  public record Versions(String holdfast, String jdk, String gatling) {}

  /**
   * How far the endpoint that does nothing moved in this very campaign: its throughput each time it
   * was measured on so many instances, and the largest difference as a share of the mean.
   */
  public record Noise(int instances, List<Double> referenceThroughputs, double spread) {}

  /** One cell of the correctness phase. {@code findings} is cut off after the first few. */
  public record Correctness(
      String strategy,
      Guarantee declared,
      int instances,
      Verdict verdict,
      CheckReport.Counts counts,
      List<Finding> findings,
      double seconds,
      @Nullable String gatlingReport) {

    /** The same with how long it took and where Gatling's own report is. */
    public Correctness with(double took, @Nullable String report) {
      return new Correctness(
          strategy, declared, instances, verdict, counts, findings, took, report);
    }
  }

  /**
   * One cell of the speed phase; the strategy {@code reference} is the endpoint that does nothing.
   * The ratios compare with the mean of the reference on as many instances, and are null where it
   * was not measured.
   */
  public record Speed(
      String strategy,
      int instances,
      String model,
      Measurement measured,
      @Nullable Double acceptedRatio,
      @Nullable Double refusedRatio,
      boolean accountsAddUp,
      List<Finding> findings,
      double seconds,
      @Nullable String gatlingReport) {

    /** The same with how long it took and where Gatling's own report is. */
    public Speed with(double took, @Nullable String report) {
      return new Speed(
          strategy,
          instances,
          model,
          measured,
          acceptedRatio,
          refusedRatio,
          accountsAddUp,
          findings,
          took,
          report);
    }
  }

  /** Whether a strategy without protection was run, which shows what the load can find. */
  public boolean hasNegativeControl() {
    return correctness.stream().anyMatch(c -> c.declared().scope() == Scope.NONE);
  }

  /** The verdict on a strategy on so many instances, if it was run. */
  public @Nullable Correctness correctness(String strategy, int instances) {
    return correctness.stream()
        .filter(c -> c.strategy().equals(strategy) && c.instances() == instances)
        .findFirst()
        .orElse(null);
  }

  /** The measurement of a strategy on so many instances, if it was run. */
  public @Nullable Speed speed(String strategy, int instances) {
    return speed.stream()
        .filter(s -> s.strategy().equals(strategy) && s.instances() == instances)
        .findFirst()
        .orElse(null);
  }
}
