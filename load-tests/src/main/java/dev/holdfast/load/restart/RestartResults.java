package dev.holdfast.load.restart;

import dev.holdfast.load.check.CheckReport;
import dev.holdfast.load.check.Finding;
import dev.holdfast.load.check.Verdict;
import dev.holdfast.load.report.Results;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** results.json of a rolling restart: everything, for a program to read. */
record RestartResults(
    int formatVersion,
    boolean passed,
    String startedAt,
    String finishedAt,
    Settings settings,
    Results.Machine machine,
    Map<String, String> redis,
    List<Round> rounds) {
  /** It changes when a field changes its meaning or goes away. */
  static final int FORMAT_VERSION = 1;

  /** What was asked for. */
  record Settings(
      String command,
      long seed,
      int rate,
      int stock,
      int loseOneIn,
      int instances,
      Map<String, String> with,
      String sabotage,
      @Nullable String fromJar,
      List<String> jvmOptions,
      int attemptsMax,
      double pausesMaxSeconds) {}

  /**
   * One strategy. {@code verdict} is the checker's, {@code findings} the first of each kind that
   * led to it; {@code failures} are what is wrong beside it.
   */
  record Round(
      String strategy,
      Verdict verdict,
      CheckReport.Counts counts,
      List<Finding> findings,
      List<String> failures,
      List<StageReport> stages,
      List<Restart> restarts,
      double seconds) {
    Round {
      findings = List.copyOf(findings);
      failures = List.copyOf(failures);
      stages = List.copyOf(stages);
      restarts = List.copyOf(restarts);
    }

    boolean passed() {
      return verdict.agrees() && failures.isEmpty();
    }
  }

  RestartResults {
    redis = Map.copyOf(redis);
    rounds = List.copyOf(rounds);
  }
}
