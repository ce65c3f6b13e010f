package dev.holdfast.load.report;

import dev.holdfast.load.check.CheckReport;
import dev.holdfast.load.check.Finding;
import dev.holdfast.load.check.Guarantee;
import dev.holdfast.load.check.Verdict;
import dev.holdfast.load.config.Phase;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
    Map<String, Map<String, String>> stores,
    Map<String, Guarantee> strategies,
    List<Noise> noise,
    List<Correctness> correctness,
    List<Speed> speed,
    List<Goal> goals) {
  /** The format that this code writes. */
  public static final int FORMAT_VERSION = 3;

  public Results {
    stores = Map.copyOf(stores);
    strategies = Map.copyOf(strategies);
    noise = List.copyOf(noise);
    correctness = List.copyOf(correctness);
    speed = List.copyOf(speed);
    goals = List.copyOf(goals);
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
      int rounds,
      double durationSeconds,
      int products,
      int stock,
      double demand,
      String mix,
      double raceWindowMs,
      List<String> targets,
      List<String> instanceJvmOptions) {}

  /** Where it ran: load, service and store share it unless targets were given. */
  public record Machine(
      String os, String cpu, int cores, long memoryMb, double loadAverageAtStart) {}

  public record Versions(String holdfast, String jdk, String gatling) {}

  /**
   * How far the endpoint that does nothing moved in a phase: its throughput each time it was
   * measured, and the largest difference as a share of the mean.
   */
  public record Noise(
      String store, String phase, List<Double> referenceThroughputs, double spread) {}

  /** One cell of the correctness phase. {@code findings} is cut off after the first few. */
  public record Correctness(
      String store,
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
          store, strategy, declared, instances, verdict, counts, findings, took, report);
    }
  }

  /** The median of the rounds, and how far they lie apart. */
  public record Spread(double median, double low, double high) {
    /** The spread of values; there must be one at least. */
    public static Spread of(List<Double> values) {
      List<Double> sorted = values.stream().sorted().toList();
      int middle = sorted.size() / 2;
      double median =
          sorted.size() % 2 == 1
              ? sorted.get(middle)
              : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
      return new Spread(median, sorted.getFirst(), sorted.getLast());
    }
  }

  /**
   * One thing in one round. The ratios compare with its reference in the same round, measured as
   * near as it was.
   */
  public record Round(
      int round,
      double throughput,
      double p50Ms,
      double p95Ms,
      double p99Ms,
      double maxMs,
      @Nullable Double ratio,
      @Nullable Double p99Ratio) {}

  /**
   * One thing that was measured in every round.
   *
   * @param subject a strategy, {@code reference} (the endpoint that does nothing), or {@code
   *     plain-servlet}
   * @param wanted accepted or refused
   * @param reference what the ratios compare with; they are null where there is nothing
   * @param meters what the instances' own metrics say: the median of each mean, by name
   */
  public record Speed(
      String store,
      String phase,
      String thing,
      String subject,
      String wanted,
      int connections,
      int products,
      int instances,
      @Nullable String reference,
      List<Round> rounds,
      Spread throughput,
      Spread p50Ms,
      Spread p99Ms,
      @Nullable Spread ratio,
      @Nullable Spread p99Ratio,
      Map<String, Double> meters,
      long busy,
      long unknown,
      boolean accountsAddUp,
      List<Finding> findings) {
    public Speed {
      rounds = List.copyOf(rounds);
      meters = Map.copyOf(meters);
      findings = List.copyOf(findings);
    }
  }

  /**
   * What was hoped for of two things that were measured in the same rounds.
   *
   * @param measured the thing
   * @param against what it is compared with
   * @param wanted in words, such as "at least 6"
   * @param ratio of the two in each round
   * @param isMet whether the median of the ratio is as wanted
   */
  public record Goal(
      String what, String measured, String against, String wanted, Spread ratio, boolean isMet) {}

  /** The stores whose strategies were judged or measured, in order. */
  public List<String> storesRun() {
    return Stream.concat(
            correctness.stream().map(Correctness::store),
            speed.stream().filter(s -> !s.phase().equals(Phase.STORES.label())).map(Speed::store))
        .distinct()
        .toList();
  }

  /** The verdict on a strategy on so many instances, if it was run. */
  public @Nullable Correctness correctness(String strategy, int instances) {
    return correctness.stream()
        .filter(c -> c.strategy().equals(strategy) && c.instances() == instances)
        .findFirst()
        .orElse(null);
  }

  /** What was measured in a phase. */
  public List<Speed> speed(Phase phase) {
    return speed.stream().filter(s -> s.phase().equals(phase.label())).toList();
  }

  /** One thing that was measured in a phase, if it was. */
  public @Nullable Speed speed(Phase phase, String thing) {
    return speed(phase).stream().filter(s -> s.thing().equals(thing)).findFirst().orElse(null);
  }
}
