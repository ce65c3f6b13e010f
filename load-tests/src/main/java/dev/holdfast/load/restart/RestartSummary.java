package dev.holdfast.load.restart;

import dev.holdfast.load.check.Finding;
import dev.holdfast.load.process.Console;
import java.util.List;
import java.util.stream.Collectors;

/** What a rolling restart tells its user. */
final class RestartSummary {
  private static final int SHOWN_MAX = 8;

  private final Console console;

  RestartSummary(Console console) {
    this.console = console;
  }

  /** One instance is back. */
  void restarted(Restart restart) {
    String ending =
        restart.stage() == Stage.SIGKILL
            ? "killed"
            : (restart.byItself() ? "ended by itself" : "had to be killed")
                + " after %.1f s, exit code %d"
                    .formatted(restart.stopSeconds(), restart.exitCode());
    console.print(
        "  %s  instance %d %s, %d requests broken off; ready again after %.1f s%n",
        restart.stage().title(),
        restart.instance(),
        ending,
        restart.brokenOff(),
        restart.readySeconds());
  }

  /** One strategy is judged. */
  void ended(RestartResults.Round round) {
    console.print(
        "%n  %-12s %8s %9s %9s %11s %11s %9s%n",
        "", "orders", "accepted", "sold out", "came again", "unanswered", "longest");
    for (StageReport stage : round.stages()) {
      console.print(
          "  %-12s %,8d %,9d %,9d %,11d %,11d %7.2f s%n",
          stage.stage().title(),
          stage.orders(),
          stage.accepted(),
          stage.soldOut(),
          stage.neededRetry(),
          stage.unanswered(),
          stage.longestSeconds());
    }
    round.stages().stream()
        .filter(stage -> !stage.cameAgain().isEmpty())
        .forEach(stage ->
            console.print("  %s: came again after %s%n", stage.stage().title(), reasons(stage)));
    console.print(
        "%n  %s: %s (%.0f s)%n", round.strategy(), round.verdict().text(), round.seconds());
    shorten(round.findings().stream().map(Finding::text).toList());
    shorten(round.failures());
  }

  /** All is over. */
  void ended(RestartResults results) {
    console.print(
        "%s%n",
        results.passed()
            ? "Passed: nothing oversold, no accepted order lost, none placed twice, and the stock"
                + " adds up."
            : "FAILED: see above.");
  }

  private void shorten(List<String> texts) {
    texts.stream().limit(SHOWN_MAX).forEach(text -> console.print("    %s%n", text));
    if (texts.size() > SHOWN_MAX) {
      console.print("    and %d more%n", texts.size() - SHOWN_MAX);
    }
  }

  private static String reasons(StageReport stage) {
    return stage.cameAgain().entrySet().stream()
        .map(e -> "%d %s".formatted(e.getValue(), e.getKey()))
        .collect(Collectors.joining(", "));
  }
}
