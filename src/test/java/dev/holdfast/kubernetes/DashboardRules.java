package dev.holdfast.kubernetes;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rules for the dashboard: a panel that asks for what nobody has stays empty without a word. */
final class DashboardRules {
  /** How a variable asks for the values of a label: the metric, then the label. */
  private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((\\w+), *\\w+\\)");

  private DashboardRules() {}

  static void onKnownMetrics(Manifests m, Findings findings) {
    List<JsonNode> dashboards =
        m.find("ConfigMap", "holdfast-dashboard").stream()
            .map(map -> map.at("/data").path("holdfast-dashboard.json").asString(""))
            .map(JsonMapper.shared()::readTree)
            .toList();
    List<String> questions = dashboards.stream().flatMap(DashboardRules::questions).toList();
    findings.want(
        !m.build().equals("monitoring") || !questions.isEmpty(), m.build(), "no dashboard asks");
    for (String question : questions) {
      Set<String> metrics = Metrics.in(LABEL_VALUES.matcher(question).replaceAll("$1"));
      findings.want(!metrics.isEmpty(), question, "asks for no metric");
      for (String metric : metrics) {
        findings.want(Metrics.isKnown(metric), question, "nobody has the metric " + metric);
      }
    }
  }

  /** What its panels ask Prometheus, and what its variables do. */
  private static Stream<String> questions(JsonNode dashboard) {
    return Stream.concat(
        dashboard.findValues("expr").stream().map(JsonNode::asString),
        dashboard
            .at("/templating/list")
            .valueStream()
            .filter(variable -> variable.path("type").asString("").equals("query"))
            .map(variable -> variable.at("/query/query").asString("")));
  }
}
