package dev.holdfast.load.failover;

import dev.holdfast.load.report.MarkdownTable;
import dev.holdfast.load.report.ReportFiles;
import dev.holdfast.load.report.Results;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** All rounds of a run: {@code results.json}, the report and its tables. */
record FailoverResults(
    int formatVersion,
    boolean complete,
    boolean passed,
    String startedAt,
    String finishedAt,
    String command,
    long seed,
    int rate,
    int instances,
    Results.Machine machine,
    Map<String, String> store,
    List<RoundReport> rounds) {
  /** It changes when a field changes its meaning or goes away. */
  static final int FORMAT_VERSION = 2;

  FailoverResults {
    store = Map.copyOf(store);
    rounds = List.copyOf(rounds);
  }

  void write(Path directory) throws IOException {
    ReportFiles.write(this, tables(), directory);
  }

  private String tables() {
    String text =
        "%s: %d orders/s on %d instances, seed %d, from %s to %s, options: %s.\n"
            .formatted(
                passed ? "Every bound is kept" : complete ? "Bounds are missed" : "Not complete",
                rate,
                instances,
                seed,
                startedAt,
                finishedAt,
                command.isEmpty() ? "none" : command);
    text += "\nRounds:\n\n" + roundTable() + "\nStrategies:\n\n" + strategyTable();
    if (passed) {
      return text;
    }
    List<List<String>> failures =
        rounds.stream()
            .flatMap(r -> r.failures().stream().map(f -> List.of(r.round(), f)))
            .toList();
    return text
        + "\nBounds that are missed:\n\n"
        + MarkdownTable.of(List.of("round", "what"), failures);
  }

  /** A row for each round. */
  String roundTable() {
    return MarkdownTable.of(
        List.of(
            "setup",
            "failover",
            "acknowledged",
            "lost",
            "lost ones acknowledged at",
            "seconds without a sale",
            "units promised twice",
            "units leaked",
            "other answers",
            "not ready",
            "within its bounds"),
        rounds.stream().map(FailoverResults::row).toList());
  }

  private static List<String> row(RoundReport round) {
    return List.of(
        round.setup(),
        round.failover(),
        Long.toString(round.acknowledged()),
        Long.toString(round.lost()),
        round.lostFrom() == null || round.lostUntil() == null
            ? ""
            : String.format(Locale.ROOT, "%+.1f to %+.1f s", round.lostFrom(), round.lostUntil()),
        seconds(round.withoutSale()),
        Long.toString(round.promisedTwice()),
        Long.toString(round.leaked()),
        counts(round.answers()),
        round.unreadySeconds().stream()
            .map(FailoverResults::seconds)
            .collect(Collectors.joining(", ")),
        round.passed() ? "yes" : "NO");
  }

  private String strategyTable() {
    return MarkdownTable.of(
        List.of(
            "round",
            "strategy",
            "acknowledged",
            "lost",
            "seconds without a sale",
            "units promised twice",
            "units astray"),
        rounds.stream().flatMap(r -> r.strategies().stream().map(s -> row(r.round(), s))).toList());
  }

  private static List<String> row(String round, RoundReport.ByStrategy strategy) {
    return List.of(
        round,
        strategy.strategy(),
        Long.toString(strategy.acknowledged()),
        Long.toString(strategy.lost()),
        seconds(strategy.withoutSale()),
        Long.toString(strategy.promisedTwice()),
        counts(strategy.astray()));
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.1f", seconds);
  }

  private static String counts(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .map(count -> count.getValue() + " " + count.getKey())
        .collect(Collectors.joining(", "));
  }
}
