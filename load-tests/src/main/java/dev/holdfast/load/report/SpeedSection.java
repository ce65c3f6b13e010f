package dev.holdfast.load.report;

import dev.holdfast.load.scenarios.Measurement;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Charts and numbers of the speed phase, and how much of them is noise. */
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
      return "<h2>Speed</h2>\n<p>The speed phase was not run.</p>\n";
    }
    List<String> strategies = fastestFirst();
    List<Integer> instances =
        results.speed().stream().map(Results.Speed::instances).distinct().sorted().toList();
    StringBuilder html = new StringBuilder("<h2>How many answers per second</h2>\n");
    html.append("<p>")
        .append(Html.text(load()))
        .append(
            " In brackets: the share of what the endpoint that does nothing reaches on as many instances.</p>\n");
    html.append(LEGEND);
    for (int n : instances) {
      html.append("<h3>").append(Rows.instances(n)).append("</h3>\n");
      html.append("<div class=\"scroll\">")
          .append(new ThroughputChart(results, n, strategies).svg())
          .append("</div>\n");
    }
    html.append(noise());
    html.append("<h2>How long an answer takes</h2>\n");
    html.append(
        "<p>From the median (first dot) over the 95th to the 99th percentile (last dot); the thin line goes to the slowest answer. At the right: median / 99th percentile. The axis is logarithmic.</p>\n");
    html.append(LEGEND);
    for (int n : instances) {
      html.append("<h3>").append(Rows.instances(n)).append("</h3>\n");
      html.append("<div class=\"scroll\">")
          .append(new LatencyChart(results, n, strategies).svg())
          .append("</div>\n");
    }
    return html.append(numbers()).toString();
  }

  private List<String> fastestFirst() {
    return Rows.strategies(results).stream()
        .filter(s -> results.speed().stream().anyMatch(r -> r.strategy().equals(s)))
        .sorted(Comparator.comparingDouble(this::best).reversed())
        .toList();
  }

  private double best(String strategy) {
    return results.speed().stream()
        .filter(s -> s.strategy().equals(strategy))
        .mapToDouble(s -> s.measured().accepting().throughput())
        .max()
        .orElse(0);
  }

  private String load() {
    Results.Settings s = results.settings();
    String arrivals =
        s.model().equals("open")
            ? "%,d orders a second arrive, whatever the answers take".formatted(s.rate())
            : "%,d users order one unit of one product again and again, each waiting for its answer"
                .formatted(s.users());
    return String.format(
        Locale.ROOT,
        "%s; %.0f s of warm-up, then %.0f s measured.",
        arrivals,
        s.warmUpSeconds(),
        s.durationSeconds());
  }

  private String noise() {
    if (results.noise().isEmpty()) {
      return "<p class=\"note\">The endpoint that does nothing was not measured, so nothing is known about this run's noise.</p>\n";
    }
    String parts =
        results.noise().stream()
            .map(n ->
                "on %s it reached %s per second (%s)"
                    .formatted(
                        Rows.instances(n.instances()),
                        n.referenceThroughputs().stream()
                            .map(Rows::perSecond)
                            .collect(Collectors.joining(", ")),
                        n.referenceThroughputs().size() < 2
                            ? "measured once: its noise is not known"
                            : String.format(Locale.ROOT, "a spread of %.0f %%", n.spread() * 100)))
            .collect(Collectors.joining("; "));
    return "<p class=\"note\"><b>Noise of this run.</b> The endpoint that does nothing was measured again and again between the other cells: "
        + Html.text(parts)
        + ". A difference between two strategies that is smaller than this spread says nothing.</p>\n";
  }

  private String numbers() {
    StringBuilder html =
        new StringBuilder(
            "<details open><summary>All numbers</summary><div class=\"scroll\"><table class=\"numbers\">\n<thead>");
    html.append(
        Html.row(
            "th",
            "strategy",
            "instances",
            "",
            "per second",
            "ratio",
            "p50 ms",
            "p95 ms",
            "p99 ms",
            "max ms",
            "told to come back",
            "unknown",
            "accounts",
            "Gatling"));
    html.append("</thead>\n<tbody>\n");
    results.speed().stream()
        .sorted(
            Comparator.comparingInt(Results.Speed::instances)
                .thenComparing(Results.Speed::strategy))
        .forEach(s -> html.append(rows(s)));
    return html.append("</tbody></table></div></details>\n").toString();
  }

  private static String rows(Results.Speed s) {
    Measurement.Part accepting = s.measured().accepting();
    String rows = row(s, "accepted", accepting, accepting.accepted(), s.acceptedRatio());
    Measurement.Part refusing = s.measured().refusing();
    return refusing == null
        ? rows
        : rows + row(s, "refused", refusing, refusing.soldOut(), s.refusedRatio());
  }

  private static String row(
      Results.Speed s,
      String what,
      Measurement.Part part,
      Measurement.Latency l,
      @Nullable Double ratio) {
    return Html.row(
        "td",
        "<code>" + Html.text(s.strategy()) + "</code>",
        Integer.toString(s.instances()),
        what,
        Rows.perSecond(part.throughput()),
        Rows.ratio(ratio),
        Rows.millis(l.p50Ms()),
        Rows.millis(l.p95Ms()),
        Rows.millis(l.p99Ms()),
        Rows.millis(l.maxMs()),
        Long.toString(part.busy()),
        Long.toString(part.unknown()),
        s.accountsAddUp() ? "add up" : "<span class=\"bad\">do not add up</span>",
        s.gatlingReport() == null ? "" : Html.link(s.gatlingReport(), "report"));
  }
}
