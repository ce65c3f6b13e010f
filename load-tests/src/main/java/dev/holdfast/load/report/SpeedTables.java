package dev.holdfast.load.report;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Everything that was measured, as tables. */
final class SpeedTables {
  private SpeedTables() {}

  static String numbers(List<Results.Speed> speed) {
    return table(
        List.of(
            "what",
            "compared with",
            "per second",
            "ratio",
            "p50 ms",
            "p99 ms",
            "p99 ratio",
            "busy",
            "unknown",
            "accounts"),
        speed,
        SpeedTables::numbers);
  }

  private static List<String> numbers(Results.Speed s) {
    return List.of(
        "<code>" + Html.text(s.thing()) + "</code>",
        s.reference() == null ? "" : Html.text(s.reference()),
        spread(s.throughput(), Rows::perSecond),
        spread(s.ratio(), Rows::ratio),
        spread(s.p50Ms(), Rows::millis),
        spread(s.p99Ms(), Rows::millis),
        spread(s.p99Ratio(), Rows::ratio),
        Long.toString(s.busy()),
        Long.toString(s.unknown()),
        s.accountsAddUp() ? "add up" : "<span class=\"bad\">do not add up</span>");
  }

  private static String spread(Results.@Nullable Spread spread, Function<Double, String> format) {
    return spread == null
        ? ""
        : "%s<br><span class=\"muted\">%s to %s</span>"
            .formatted(
                format.apply(spread.median()),
                format.apply(spread.low()),
                format.apply(spread.high()));
  }

  /** The throughput of each round, and its ratio. */
  static String rounds(List<Results.Speed> speed) {
    List<String> head = new ArrayList<>(List.of("what"));
    speed.getFirst().rounds().forEach(r -> head.add("round " + r.round()));
    return table(
        head,
        speed,
        s -> {
          List<String> cells = new ArrayList<>();
          cells.add("<code>" + Html.text(s.thing()) + "</code>");
          s.rounds().forEach(r -> cells.add(round(r)));
          return cells;
        });
  }

  private static String round(Results.Round round) {
    String ratio = round.ratio() == null ? "" : " (" + Rows.ratio(round.ratio()) + ")";
    return "%s%s<br><span class=\"muted\">p99 %s ms</span>"
        .formatted(Rows.perSecond(round.throughput()), ratio, Rows.millis(round.p99Ms()));
  }

  static String meters(List<Results.Speed> speed) {
    TreeSet<String> names = new TreeSet<>();
    speed.forEach(s -> names.addAll(s.meters().keySet()));
    List<String> head = new ArrayList<>(List.of("what"));
    names.forEach(name -> head.add(Html.text(Rows.meter(name))));
    return table(
        head,
        speed.stream().filter(s -> !s.meters().isEmpty()).toList(),
        s -> {
          List<String> cells = new ArrayList<>();
          cells.add("<code>" + Html.text(s.thing()) + "</code>");
          names.forEach(name -> cells.add(meter(name, s.meters().get(name))));
          return cells;
        });
  }

  private static String meter(String name, @Nullable Double mean) {
    return mean == null ? "" : Rows.meter(name, mean);
  }

  private static String table(
      List<String> head, List<Results.Speed> speed, Function<Results.Speed, List<String>> cells) {
    StringBuilder html = new StringBuilder("<table class=\"numbers\">\n<thead>");
    html.append(Html.row("th", head.toArray(String[]::new))).append("</thead>\n<tbody>\n");
    speed.forEach(s -> html.append(Html.row("td", cells.apply(s).toArray(String[]::new))));
    return html.append("</tbody></table>").toString();
  }
}
