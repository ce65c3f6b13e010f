package dev.holdfast.load.report;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What was run, on what, and how to read it. */
final class RunSection {
  private final Results results;

  RunSection(Results results) {
    this.results = results;
  }

  String html() {
    Results.Settings s = results.settings();
    Results.Machine m = results.machine();
    StringBuilder html =
        new StringBuilder(
            "<h2>What was run, and where</h2>\n<div class=\"scroll\"><table class=\"facts\">\n");
    fact(html, "Options", s.command().isEmpty() ? "none" : s.command());
    fact(html, "Seed", Long.toString(s.seed()));
    fact(
        html,
        "Correctness",
        String.format(
            Locale.ROOT,
            "%,d products of %d units on average, %.1f times as many ordered, by %,d users at once;"
                + " orders %s; every strategy held %.0f ms between its check and its take",
            s.products(),
            s.stock(),
            s.demand(),
            s.users(),
            s.mix(),
            s.raceWindowMs()));
    fact(
        html,
        "Speed",
        "%s model; %s; %d rounds"
            .formatted(
                s.model(),
                s.model().equals("open")
                    ? s.rate() + " arrivals per second"
                    : s.users() + " connections",
                s.rounds()));
    fact(
        html,
        "Instances",
        s.targets().isEmpty()
            ? "started for this, java " + String.join(" ", s.instanceJvmOptions())
            : "given: " + String.join(", ", s.targets()));
    fact(
        html,
        "Machine",
        String.format(
            Locale.ROOT,
            "%s, %d cores, %,d MB, %s; load average %.1f at the start",
            m.cpu(),
            m.cores(),
            m.memoryMb(),
            m.os(),
            m.loadAverageAtStart()));
    fact(
        html,
        "Versions",
        "Holdfast %s, JDK %s, Gatling %s"
            .formatted(
                results.versions().holdfast(),
                results.versions().jdk(),
                results.versions().gatling()));
    fact(
        html,
        "Redis",
        results.redis().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(e -> e.getKey() + " " + (e.getValue().isEmpty() ? "none" : e.getValue()))
            .collect(Collectors.joining(", ")));
    fact(html, "Time", results.startedAt() + " to " + results.finishedAt());
    return html.append("</table></div>\n").append(READING).toString();
  }

  private static void fact(StringBuilder html, String name, String value) {
    html.append("<tr><th>")
        .append(Html.text(name))
        .append("</th><td>")
        .append(Html.text(value))
        .append("</td></tr>\n");
  }

  private static final String READING =
      """
      <h2>How to read it</h2>
      <ul>
      <li><b>Exact</b> means: no product's orders ever held more units than it had, every unit could be sold, every
      accepted order is there as it was ordered, no id was given twice, no order was refused while stock was certainly
      there, and the service's own audit agrees with the customers' receipts. It was judged from the receipts, by a
      checker that shares no code with the service.</li>
      <li>A strategy without protection <b>must</b> be seen to oversell. If it is not, the load was too weak, and the
      verdicts on the others say nothing.</li>
      <li>An exact verdict says that this load, on this machine, with this seed, did not break the strategy. It is
      evidence and no proof; it says nothing about crashes or failovers, which this load does not cause.</li>
      <li>Load, service and Redis share one machine unless instances were given: compare strategies with each other
      and with the endpoint that does nothing, not with numbers from elsewhere.</li>
      <li>With the closed model a slow strategy also receives fewer orders, so its latencies look better than its
      customers would find them. <code>-Dmodel=open</code> shows those.</li>
      </ul>
      """;
}
