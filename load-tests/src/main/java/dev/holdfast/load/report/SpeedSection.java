package dev.holdfast.load.report;

import dev.holdfast.load.config.Phase;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Charts and numbers of what was measured, and how much of them is noise. */
final class SpeedSection {
  private static final String LEGEND =
      "<p class=\"legend\"><span class=\"swatch accepted\"></span> accepted, while there is plenty"
          + "<span class=\"swatch refused\"></span> refused, when it is sold out</p>\n";

  private final Results results;

  SpeedSection(Results results) {
    this.results = results;
  }

  String html() {
    if (results.speed().isEmpty()) {
      return "<h2>Speed</h2>\n<p>Speed was not measured.</p>\n";
    }
    StringBuilder html = new StringBuilder();
    if (!results.speed(Phase.SPEED).isEmpty()) {
      html.append(
          section(
              Phase.SPEED, "How fast on one hot product", LEGEND, ChartRow.strategies(results)));
    }
    if (!results.speed(Phase.SCALING).isEmpty()) {
      html.append(
          section(
              Phase.SCALING,
              "What more connections or many products change",
              "",
              ChartRow.scaling(results)));
    }
    return html.toString();
  }

  private String section(Phase phase, String title, String legend, List<ChartRow> rows) {
    List<Results.Speed> speed = results.speed(phase);
    return "<h2>"
        + title
        + "</h2>\n<p>"
        + Html.text(load(speed.getFirst()))
        + "</p>\n"
        + noise(phase)
        + "<h3>Answers per second: median of the rounds, and the range of single rounds. In"
        + " brackets: the ratio to its reference.</h3>\n"
        + legend
        + scroll(new ThroughputChart(rows).svg())
        + "<h3>Time to an answer: from the median to the 99th percentile; the thin line goes to the"
        + " 99th percentile of the worst round. The axis is logarithmic.</h3>\n"
        + legend
        + scroll(new LatencyChart(rows).svg())
        + "<details open><summary>All numbers: the median of the rounds, and below it the lowest"
        + " and the highest</summary>"
        + scroll(SpeedTables.numbers(speed))
        + "</details>\n<details><summary>Each round</summary>"
        + scroll(SpeedTables.rounds(speed))
        + "</details>\n"
        + meters(speed);
  }

  private static String meters(List<Results.Speed> speed) {
    return speed.stream().allMatch(s -> s.meters().isEmpty())
        ? ""
        : "<details open><summary>What the instances' own metrics say: the median of the means of"
            + " each turn</summary>"
            + scroll(SpeedTables.meters(speed))
            + "</details>\n";
  }

  private static String scroll(String content) {
    return "<div class=\"scroll\">" + content + "</div>\n";
  }

  private String load(Results.Speed first) {
    Results.Settings s = results.settings();
    String arrivals =
        s.model().equals("open")
            ? "%,d orders of one unit arrive a second, whatever the answers take"
                .formatted(s.rate())
            : "%,d connections, unless it says otherwise, on each of which one unit of one product is ordered again and again, each order under a key of its own, the next as soon as the last was answered"
                .formatted(s.users());
    return String.format(
        Locale.ROOT,
        "%s; on %s, which stay the same throughout, like the load generator. After %.0f s of load"
            + " and a round that is not counted, %d round%s measured everything for %.0f s each, in"
            + " an order drawn anew for each.",
        arrivals,
        Rows.instances(first.instances()),
        s.warmUpSeconds(),
        s.rounds(),
        s.rounds() == 1 ? "" : "s",
        s.durationSeconds());
  }

  private String noise(Phase phase) {
    String name = phase.name().toLowerCase(Locale.ROOT);
    return results.noise().stream()
        .filter(n -> n.phase().equals(name))
        .findFirst()
        .map(SpeedSection::noise)
        .orElse(
            "<p class=\"note\">The endpoint that does nothing was not measured, so nothing is known"
                + " about this run's noise.</p>\n");
  }

  private static String noise(Results.Noise noise) {
    String values =
        noise.referenceThroughputs().stream()
            .map(Rows::perSecond)
            .collect(Collectors.joining(", "));
    return "<p class=\"note\"><b>Noise.</b> The endpoint that does nothing was measured %d times, every few turns: %s per second, a spread of %.0f %%. Everything is compared with the two measurements of it next to its own, which takes most of this out; what is left shows in the spread of the ratios. A difference smaller than that says nothing.</p>\n"
        .formatted(noise.referenceThroughputs().size(), Html.text(values), noise.spread() * 100);
  }
}
