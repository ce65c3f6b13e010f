package dev.holdfast.load.report;

import dev.holdfast.load.check.Finding;
import dev.holdfast.load.check.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The table of verdicts, and the evidence behind those that are not plain. */
final class VerdictSection {
  private static final int EXAMPLES = 5;

  private final Results results;

  VerdictSection(Results results) {
    this.results = results;
  }

  String html() {
    if (results.correctness().isEmpty()) {
      return "<p>The correctness phase was not run.</p>\n";
    }
    List<Integer> instances = Rows.judgedInstances(results);
    List<String> head = new ArrayList<>(List.of("strategy", "declares to be exact"));
    instances.forEach(n -> head.add(Rows.instances(n)));
    StringBuilder html =
        new StringBuilder("<div class=\"scroll\"><table class=\"verdicts\">\n<thead>");
    html.append(Html.row("th", head.toArray(String[]::new))).append("</thead>\n<tbody>\n");
    for (String strategy : Rows.strategies(results)) {
      Scope declared = Rows.declared(results, strategy);
      List<String> cells = new ArrayList<>();
      cells.add("<code>" + Html.text(strategy) + "</code>");
      cells.add(Html.text(Rows.scope(declared)));
      instances.forEach(n -> cells.add(cell(results.correctness(strategy, n))));
      html.append(Html.row("td", cells.toArray(String[]::new)));
    }
    return html.append("</tbody></table></div>\n").append(control()).append(evidence()).toString();
  }

  private static String cell(Results.@Nullable Correctness c) {
    if (c == null) {
      return "<span class=\"muted\">not run</span>";
    }
    String mark =
        c.verdict().agrees()
            ? "<span class=\"mark good\" title=\"as declared\">&#10003;</span>"
            : "<span class=\"mark bad\" title=\"not as declared\">&#10007;</span>";
    StringBuilder cell = new StringBuilder(mark);
    String kind = c.verdict().kind().name().toLowerCase(Locale.ROOT);
    cell.append(" <b class=\"%s\">%s</b>".formatted(kind, Html.text(c.verdict().text())));
    if (!c.verdict().agrees()) {
      cell.append("<br><span class=\"bad\">")
          .append(Html.text(c.verdict().why()))
          .append("</span>");
    }
    var counts = c.counts();
    cell.append(
        "<br><span class=\"muted\">%,d of %,d orders accepted, %,d sold out, %,d told to come back%s</span>"
            .formatted(
                counts.accepted(),
                counts.orders(),
                counts.soldOut(),
                counts.busy(),
                c.verdict().notes().isEmpty()
                    ? ""
                    : "; " + Html.text(String.join("; ", c.verdict().notes()))));
    if (c.gatlingReport() != null) {
      cell.append("<br>").append(Html.link(c.gatlingReport(), "Gatling's report"));
    }
    return cell.toString();
  }

  private String control() {
    return results.hasNegativeControl()
        ? ""
        : "<p class=\"note\">No strategy without protection was run, so nothing shows that this"
            + " load would have caught one that oversells.</p>\n";
  }

  private String evidence() {
    StringBuilder html = new StringBuilder();
    for (Results.Correctness c : results.correctness()) {
      List<Finding> faults =
          c.findings().stream()
              .filter(f -> f.kind().isFaultOf(c.declared()))
              .limit(EXAMPLES)
              .toList();
      if (!faults.isEmpty()) {
        html.append(
            "<details><summary><code>%s</code> on %s: what was found, for example</summary><ul>%n"
                .formatted(Html.text(c.strategy()), Rows.instances(c.instances())));
        faults.forEach(f -> html.append("<li>").append(Html.text(f.text())).append("</li>\n"));
        html.append("</ul></details>\n");
      }
    }
    return html.toString();
  }
}
