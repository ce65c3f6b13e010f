package dev.holdfast.load.failover;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.holdfast.load.report.Results;
import dev.holdfast.load.report.TablePage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** All rounds of a run: {@code results.json}, and the tables of the report. */
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
    Map<String, String> redis,
    List<RoundReport> rounds) {
  /** It changes when a field changes its meaning or goes away. */
  static final int FORMAT_VERSION = 1;

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  FailoverResults {
    redis = Map.copyOf(redis);
    rounds = List.copyOf(rounds);
  }

  void write(Path directory) throws IOException {
    MAPPER.writeValue(directory.resolve("results.json").toFile(), this);
    String lead =
        String.format(
            Locale.ROOT,
            "%s: %d orders/s on %d instances, seed %d, from %s to %s, options: %s.",
            passed ? "Every bound is kept" : complete ? "Bounds are missed" : "Not complete",
            rate,
            instances,
            seed,
            startedAt,
            finishedAt,
            command.isEmpty() ? "none" : command);
    new TablePage("Failover of Redis under load", lead, tables()).write(directory);
  }

  private List<TablePage.Table> tables() {
    List<TablePage.Table> tables = new ArrayList<>(List.of(roundTable(), strategyTable()));
    if (!passed) {
      tables.add(
          new TablePage.Table(
              "Bounds that are missed",
              List.of("round", "what"),
              rounds.stream()
                  .flatMap(r -> r.failures().stream().map(f -> List.of(r.round(), f)))
                  .toList()));
    }
    return tables;
  }

  /** A row for each round. */
  TablePage.Table roundTable() {
    return new TablePage.Table(
        "Rounds",
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

  private TablePage.Table strategyTable() {
    List<List<String>> rows = new ArrayList<>();
    for (RoundReport round : rounds) {
      for (RoundReport.ByStrategy strategy : round.strategies()) {
        rows.add(
            List.of(
                round.round(),
                strategy.strategy(),
                Long.toString(strategy.acknowledged()),
                Long.toString(strategy.lost()),
                seconds(strategy.withoutSale()),
                Long.toString(strategy.promisedTwice()),
                counts(strategy.astray())));
      }
    }
    return new TablePage.Table(
        "Strategies",
        List.of(
            "round",
            "strategy",
            "acknowledged",
            "lost",
            "seconds without a sale",
            "units promised twice",
            "units astray"),
        rows);
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
