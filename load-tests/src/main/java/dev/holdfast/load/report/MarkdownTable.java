package dev.holdfast.load.report;

import dev.holdfast.load.scenarios.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The results as a Markdown table, for a README. */
public final class MarkdownTable {
  private MarkdownTable() {}

  /** A row for each strategy and number of instances. */
  public static String of(Results results) {
    StringBuilder table = new StringBuilder();
    table.append(
        "| strategy | exact, it declares | instances | verdict | agrees | accepted/s (ratio) | p50 / p99 ms | refused/s (ratio) | p50 / p99 ms |\n");
    table.append("| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for (String strategy : Rows.strategies(results)) {
      for (int instances : Rows.instances(results)) {
        row(results, strategy, instances).ifPresent(row -> table.append(row).append('\n'));
      }
    }
    for (int instances : Rows.instances(results)) {
      References.mean(results.speed(), instances)
          .ifPresent(mean ->
              table.append(
                  "| *reference: does nothing* | | %d | | | %s (1.00) | | | |%n"
                      .formatted(instances, Rows.perSecond(mean))));
    }
    return table.toString();
  }

  private static Optional<String> row(Results results, String strategy, int instances) {
    Results.Correctness correctness = results.correctness(strategy, instances);
    Results.Speed speed = results.speed(strategy, instances);
    if (correctness == null && speed == null) {
      return Optional.empty();
    }
    List<String> cells = new ArrayList<>();
    cells.add("`" + strategy + "`");
    cells.add(Rows.scope(Rows.declared(results, strategy)));
    cells.add(Integer.toString(instances));
    cells.add(correctness == null ? "" : correctness.verdict().text());
    cells.add(correctness == null ? "" : correctness.verdict().agrees() ? "yes" : "**no**");
    if (speed == null) {
      cells.addAll(List.of("", "", "", ""));
    } else {
      Measurement.Part accepting = speed.measured().accepting();
      cells.addAll(part(accepting, accepting.accepted(), speed.acceptedRatio()));
      Measurement.Part refusing = speed.measured().refusing();
      cells.addAll(
          refusing == null
              ? List.of("", "")
              : part(refusing, refusing.soldOut(), speed.refusedRatio()));
    }
    return Optional.of("| " + String.join(" | ", cells) + " |");
  }

  private static List<String> part(
      Measurement.Part part, Measurement.Latency latency, @Nullable Double ratio) {
    String share = ratio == null ? "" : " (" + Rows.ratio(ratio) + ")";
    return List.of(
        Rows.perSecond(part.throughput()) + share,
        Rows.millis(latency.p50Ms()) + " / " + Rows.millis(latency.p99Ms()));
  }
}
