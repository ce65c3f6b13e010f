package dev.holdfast.load.report;

import dev.holdfast.load.check.Guarantee;
import dev.holdfast.load.check.Scope;
import dev.holdfast.load.config.Phase;
import dev.holdfast.load.config.Store;
import dev.holdfast.load.scenarios.Measurand.Wanted;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Results as Markdown tables, for a README. */
public final class MarkdownTable {
  private MarkdownTable() {}

  /** A row for each strategy, then one for everything that was measured. */
  public static String of(Results results) {
    List<String> tables = new ArrayList<>();
    tables.add(strategiesOf(results).isEmpty() ? "" : strategies(results));
    tables.add(measuredAlone(results).isEmpty() ? "" : measured(results));
    tables.add(StoresTable.of(results));
    tables.removeIf(String::isEmpty);
    return String.join("\n", tables);
  }

  /** What was measured, but for the stores beside each other. */
  private static List<Results.Speed> measuredAlone(Results results) {
    return results.speed().stream().filter(s -> !s.phase().equals(Phase.STORES.label())).toList();
  }

  private static String strategies(Results results) {
    List<Integer> instances = judgedInstances(results);
    boolean isMeasured = !results.speed(Phase.SPEED).isEmpty();
    boolean areStores = results.storesRun().size() > 1;
    List<String> head = new ArrayList<>(areStores ? List.of("store") : List.of());
    head.addAll(List.of("strategy", "exact, it declares"));
    instances.forEach(n -> head.add(instances(n)));
    if (isMeasured) {
      head.addAll(List.of("accepted/s", "ratio", "p50 / p99 ms"));
      head.addAll(List.of("refused/s", "ratio", "p50 / p99 ms"));
    }
    List<List<String>> rows = new ArrayList<>();
    for (String strategy : strategiesOf(results)) {
      List<String> cells =
          new ArrayList<>(areStores ? List.of(Store.of(strategy).label()) : List.of());
      cells.add("`" + strategy + "`");
      cells.add(scope(declared(results, strategy)));
      instances.forEach(n -> cells.add(verdict(results.correctness(strategy, n))));
      if (isMeasured) {
        cells.addAll(speed(results, strategy, Wanted.ACCEPTED));
        cells.addAll(speed(results, strategy, Wanted.REFUSED));
      }
      rows.add(cells);
    }
    return of(head, rows);
  }

  private static String verdict(Results.@Nullable Correctness correctness) {
    if (correctness == null) {
      return "";
    }
    String text = correctness.verdict().text();
    return correctness.verdict().agrees() ? text : text + " **(not as declared)**";
  }

  private static List<String> speed(Results results, String strategy, Wanted wanted) {
    Results.Speed speed = results.speed(Phase.SPEED, strategy + " " + wanted.label());
    return speed == null
        ? List.of("", "", "")
        : List.of(
            perSecond(speed.throughput().median()),
            spread(speed.ratio(), MarkdownTable::ratio),
            latency(speed));
  }

  private static String measured(Results results) {
    return of(
        List.of("measured", "compared with", "per second", "ratio", "p50 / p99 ms", "p99 ratio"),
        measuredAlone(results).stream().map(MarkdownTable::measured).toList());
  }

  private static List<String> measured(Results.Speed s) {
    return List.of(
        named(s),
        Objects.requireNonNullElse(s.reference(), ""),
        spread(s.throughput(), MarkdownTable::perSecond),
        spread(s.ratio(), MarkdownTable::ratio),
        latency(s),
        spread(s.p99Ratio(), MarkdownTable::ratio));
  }

  static String named(Results.Speed s) {
    return s.thing() + (s.accountsAddUp() ? "" : " **(accounts do not add up)**");
  }

  static String latency(Results.Speed s) {
    return millis(s.p50Ms().median()) + " / " + millis(s.p99Ms().median());
  }

  /** The median, and in brackets the lowest and the highest of the rounds. */
  static String spread(Results.@Nullable Spread spread, Function<Double, String> format) {
    return spread == null
        ? ""
        : "%s (%s-%s)"
            .formatted(
                format.apply(spread.median()),
                format.apply(spread.low()),
                format.apply(spread.high()));
  }

  /** The strategies that were run, by declared scope and then by name. */
  private static List<String> strategiesOf(Results results) {
    return Stream.concat(
            results.correctness().stream().map(Results.Correctness::strategy),
            results.speed(Phase.SPEED).stream()
                .map(Results.Speed::subject)
                .filter(results.strategies()::containsKey))
        .distinct()
        .sorted(
            Comparator.<String, Store>comparing(Store::of)
                .thenComparing(s -> declared(results, s))
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  /** The numbers of instances on which strategies were judged. */
  private static List<Integer> judgedInstances(Results results) {
    return results.correctness().stream()
        .map(Results.Correctness::instances)
        .distinct()
        .sorted()
        .toList();
  }

  private static Scope declared(Results results, String strategy) {
    Guarantee declared = results.strategies().get(strategy);
    return declared == null ? Scope.NONE : declared.scope();
  }

  private static String scope(Scope scope) {
    return switch (scope) {
      case NONE -> "nowhere";
      case ONE_INSTANCE -> "on one instance";
      case ALL_INSTANCES -> "everywhere";
    };
  }

  private static String instances(int instances) {
    return instances == 1 ? "1 instance" : instances + " instances";
  }

  static String perSecond(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  static String ratio(@Nullable Double ratio) {
    return ratio == null ? "" : String.format(Locale.ROOT, "%.2f", ratio);
  }

  private static String millis(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f", value);
  }

  /** One table. Every row has a cell for each word of the head. */
  public static String of(List<String> head, List<List<String>> rows) {
    StringBuilder table = new StringBuilder();
    row(table, head);
    row(table, Collections.nCopies(head.size(), "---"));
    rows.forEach(cells -> row(table, cells));
    return table.toString();
  }

  private static void row(StringBuilder table, List<String> cells) {
    table.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
