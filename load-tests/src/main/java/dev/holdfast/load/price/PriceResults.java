package dev.holdfast.load.price;

import dev.holdfast.load.report.Results;
import java.util.List;
import java.util.Map;

/**
 * results.json of a run: everything, for a program to read.
 *
 * @param redis the server of each jar: which program, and what it says of itself
 * @param figures the rounds, by jar and name
 */
record PriceResults(
    int formatVersion,
    String startedAt,
    String finishedAt,
    Settings settings,
    Results.Machine machine,
    Map<String, String> jars,
    Map<String, String> redis,
    Map<String, Map<String, List<Double>>> figures,
    List<Turn> turns,
    List<Goal> goals) {
  /** It changes when a field changes its meaning or goes away. */
  static final int FORMAT_VERSION = 1;

  /** What was asked for. */
  record Settings(
      String command,
      long seed,
      int rounds,
      int seconds,
      double warmUpSeconds,
      int starts,
      int connections,
      boolean durable,
      Map<String, String> with,
      List<String> jvmOptions) {}

  PriceResults {
    jars = Map.copyOf(jars);
    redis = Map.copyOf(redis);
    turns = List.copyOf(turns);
    goals = List.copyOf(goals);
  }
}
