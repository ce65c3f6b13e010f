package dev.holdfast.load.price;

import dev.holdfast.load.report.MarkdownTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The figures of a run as Markdown. */
final class PriceTable {
  private PriceTable() {}

  /** A row for each case on each jar: medians, and their intervals in brackets. */
  static String measured(List<Turn> turns) {
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
    return MarkdownTable.of(
        List.of("what", "jar", "service µs", "Redis µs", "load µs", "a second", "p50 / p99 ms"),
        rows);
  }

  private static List<String> row(PriceCase one, String side, List<Turn> turns) {
    return List.of(
        one.label(),
        side,
        text(turns, Turn::serviceMicros, "%.1f"),
        text(turns, Turn::storeMicros, "%.1f"),
        text(turns, Turn::loadMicros, "%.1f"),
        text(turns, Turn::perSecond, "%,.0f"),
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
