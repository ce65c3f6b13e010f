package dev.holdfast.load.price;

import dev.holdfast.load.report.MarkdownTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The figures of a run as Markdown. */
final class PriceTable {
  private static final Map<String, String> OTHERS = new LinkedHashMap<>();

  static {
    OTHERS.put(Extra.BYTES.figure(), "bytes an order in Redis");
    OTHERS.put(Extra.CONFIRM.figure(), "Redis's calls until a confirmation is answered");
    OTHERS.put(Extra.CONFIRM.figure() + Extra.LATER, "Redis's calls after its answer");
    OTHERS.put(Extra.STARTS.figure(), "ms from start to the first 201");
    OTHERS.put(Extra.STARTS.figure() + Extra.CPU, "ms of processor time until then");
    OTHERS.put(
        Extra.STARTS.figure() + Extra.WITH_CACHE, "ms from start to the first 201, with a cache");
    OTHERS.put(
        Extra.STARTS.figure() + Extra.WITH_CACHE + Extra.CPU,
        "ms of processor time until then, with a cache");
  }

  private PriceTable() {}

  /** A row for each case on each jar: medians, and their intervals in brackets. */
  static String measured(List<Turn> turns, Figures figures) {
    List<List<String>> rows = new ArrayList<>();
    for (PriceCase one : PriceCase.values()) {
      Map<String, List<Turn>> bySide =
          turns.stream()
              .filter(t -> t.what().equals(one.option()))
              .collect(Collectors.groupingBy(Turn::side));
      for (String side : List.of(PriceRun.OLD, PriceRun.NEW)) {
        List<Turn> of = Objects.requireNonNullElse(bySide.get(side), List.<Turn>of());
        if (!of.isEmpty()) {
          rows.add(row(one, side, of));
        }
      }
    }
    String loads =
        MarkdownTable.of(
            List.of(
                "what",
                "jar",
                "service µs",
                "Redis µs",
                "load µs",
                "a second",
                "sent together",
                "p50 / p99 ms"),
            rows);
    return (rows.isEmpty() ? "" : loads + "\n") + counted(figures);
  }

  /** A row for each figure that no load measured. */
  private static String counted(Figures figures) {
    List<List<String>> rows = new ArrayList<>();
    OTHERS.forEach((name, what) -> {
      String before = text(figures.of(PriceRun.OLD, name), "%,.0f");
      String now = text(figures.of(PriceRun.NEW, name), "%,.0f");
      if (!now.isEmpty()) {
        rows.add(List.of(what, before, now));
      }
    });
    return rows.isEmpty()
        ? ""
        : MarkdownTable.of(List.of("what", PriceRun.OLD, PriceRun.NEW), rows);
  }

  private static String text(List<Double> rounds, String format) {
    return rounds.isEmpty() ? "" : text(Interval.of(rounds), format);
  }

  /**
   * What is beyond the reference of this code at full rate, and beyond it at the rate of the case:
   * the difference is the price of fewer requests a second.
   */
  static String atRates(Figures figures) {
    List<List<String>> rows = new ArrayList<>();
    for (PriceCase one : PriceCase.values()) {
      String oneByOne = beyondAtRate(figures, one, false);
      String inGroups = beyondAtRate(figures, one, true);
      if (!oneByOne.isEmpty() || !inGroups.isEmpty()) {
        String atFullRate = beyond(figures, one, PriceCase.REFERENCE);
        rows.add(List.of(one.label(), atFullRate, oneByOne, inGroups));
      }
    }
    return rows.isEmpty()
        ? ""
        : MarkdownTable.of(
            List.of(
                "service µs beyond the reference, for information",
                "that at full rate",
                "at the same rate, one by one",
                "at the same rate, in groups"),
            rows);
  }

  private static String beyondAtRate(Figures figures, PriceCase one, boolean isGrouped) {
    return Stream.of(PriceCase.values())
        .filter(c -> c.paced() == one && c.isGrouped() == isGrouped)
        .map(c -> beyond(figures, one, c))
        .findFirst()
        .orElse("");
  }

  private static String beyond(Figures figures, PriceCase one, PriceCase base) {
    return text(figures.beyond(PriceRun.NEW, one, base), "%.1f");
  }

  /** A row for each goal. */
  static String goals(List<Goal> goals) {
    return MarkdownTable.of(
        List.of("goal", PriceRun.OLD, PriceRun.NEW, "wanted", "met"),
        goals.stream().map(PriceTable::row).toList());
  }

  private static List<String> row(Goal goal) {
    String format = goal.wanted() < 2 ? "%.2f" : "%.1f";
    return List.of(
        goal.what(),
        goal.before() == null ? "" : text(goal.before(), format),
        text(goal.now(), format),
        (goal.atMost() ? "at most " : "at least ")
            + number(goal.wanted(), "%.4g").replaceFirst("\\.?0+$", ""),
        goal.isMet() ? "yes" : "no");
  }

  private static List<String> row(PriceCase one, String side, List<Turn> turns) {
    return List.of(
        one.label(),
        side,
        text(turns, Turn::serviceMicros, "%.1f"),
        text(turns, Turn::storeMicros, "%.1f"),
        text(turns, Turn::loadMicros, "%.1f"),
        text(turns, Turn::perSecond, "%,.0f"),
        number(interval(turns, Turn::together).median(), "%.1f"),
        number(interval(turns, Turn::p50Millis).median(), "%.1f")
            + " / "
            + number(interval(turns, Turn::p99Millis).median(), "%.1f"));
  }

  private static Interval interval(List<Turn> turns, ToDoubleFunction<Turn> figure) {
    return Interval.of(turns.stream().map(figure::applyAsDouble).toList());
  }

  private static String text(List<Turn> turns, ToDoubleFunction<Turn> figure, String format) {
    return text(interval(turns, figure), format);
  }

  /** The median, and its interval in brackets. */
  static String text(Interval interval, String format) {
    return "%s (%s-%s)"
        .formatted(
            number(interval.median(), format),
            number(interval.low(), format),
            number(interval.high(), format));
  }

  static String number(double value, String format) {
    return String.format(Locale.ROOT, format, value);
  }
}
