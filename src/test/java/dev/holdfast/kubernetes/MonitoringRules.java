package dev.holdfast.kubernetes;

import dev.holdfast.kubernetes.ManifestRule.Findings;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rules for alerts and the dashboard: they look at metrics that there are, and are explained. */
final class MonitoringRules {
  private static final Path RUNBOOKS = Path.of("docs/operations/alerts.md");

  /** How a variable asks for the values of a label: the metric, then the label. */
  private static final Pattern LABEL_VALUES =
      Pattern.compile("label_values\\((\\w+)[^,]*, *\\w+\\)");

  /** Where an operator publishes the documents; the host is reserved for examples. */
  private static final String RUNBOOK_URL =
      "https://runbooks.example.com/holdfast/operations/alerts.md#";

  /** An aggregation that puts the series of all namespaces together. */
  private static final Pattern OF_ALL =
      Pattern.compile("\\b(sum|max|min|count) *(\\(|by *\\((?![^)]*\\bnamespace\\b))");

  private static final String OF_ONE = "namespace=~\"$namespace\"";

  private MonitoringRules() {}

  static void scrapedOnce(Manifests m, Findings findings) {
    boolean monitored = m.ofKind("PodMonitor").findAny().isPresent();
    for (Resource d : m.ofKind("Deployment").toList()) {
      boolean annotated = d.at("/spec/template/metadata/annotations").has("prometheus.io/scrape");
      findings.want(
          monitored != annotated, d, monitored ? "is scraped twice" : "tells no one to scrape it");
    }
    m.ofKind("PodMonitor")
        .forEach(p ->
            findings.want(
                p.text("/spec/jobLabel").equals("app.kubernetes.io/name"),
                p,
                "its series have not the job that alerts ask for"));
  }

  static void byNamespace(Manifests m, Findings findings) {
    for (JsonNode alert : alerts(m)) {
      String expression = alert.path("expr").asString("");
      findings.want(
          !OF_ALL.matcher(expression).find(), expression, "is about all namespaces together");
    }
    dashboards(m)
        .flatMap(dashboard -> dashboard.findValues("expr").stream())
        .map(JsonNode::asString)
        .forEach(expression ->
            findings.want(
                Metrics.mentionsOf(expression)
                    == expression.split(Pattern.quote(OF_ONE), -1).length - 1,
                expression,
                "is about all namespaces together"));
  }

  private static Stream<JsonNode> dashboards(Manifests m) {
    return m.find("ConfigMap", "holdfast-dashboard").stream()
        .map(map -> map.at("/data").path("holdfast-dashboard.json").asString(""))
        .map(JsonMapper.shared()::readTree);
  }

  private static List<JsonNode> groups(Manifests m) {
    return Stream.concat(
            m.find("ConfigMap", "holdfast-alerts").stream()
                .flatMap(map ->
                    Yaml.documents(map.at("/data").path("alerts.yaml").asString("")).stream()),
            m.ofKind("PrometheusRule").map(rule -> rule.at("/spec")))
        .flatMap(file -> file.path("groups").valueStream())
        .toList();
  }

  private static List<JsonNode> alerts(Manifests m) {
    return groups(m).stream().flatMap(group -> group.path("rules").valueStream()).toList();
  }

  static void explained(Manifests m, Findings findings) {
    String runbooks = Yaml.text(RUNBOOKS).toLowerCase(Locale.ROOT);
    // Prometheus loads no rule of a file that names a group twice.
    var names = new HashSet<String>();
    groups(m)
        .forEach(g -> findings.want(names.add("group " + g.path("name")), g.path("name"), "twice"));
    for (JsonNode alert : alerts(m)) {
      String name = alert.path("alert").asString("?");
      findings.want(names.add(name), name, "there are two of it");
      findings.want(
          Set.of("critical", "warning").contains(alert.at("/labels/severity").asString("")),
          name,
          "no severity");
      findings.want(!alert.at("/annotations/summary").asString("").isBlank(), name, "no summary");
      String anchor = name.toLowerCase(Locale.ROOT);
      findings.want(
          alert.at("/annotations/runbook_url").asString("").equals(RUNBOOK_URL + anchor)
              && Pattern.compile("(?m)^#+ +" + anchor + " *$").matcher(runbooks).find(),
          name,
          "no section of %s says what to do".formatted(RUNBOOKS));
    }
  }

  static void onKnownMetrics(Manifests m, Findings findings) {
    List<String> questions =
        Stream.concat(
                alerts(m).stream().map(alert -> alert.path("expr").asString("")),
                dashboards(m).flatMap(MonitoringRules::questions))
            .toList();
    findings.want(
        !m.build().equals("monitoring") || !questions.isEmpty(), m.build(), "asks nothing");
    for (String question : questions) {
      Set<String> metrics = Metrics.in(LABEL_VALUES.matcher(question).replaceAll("$1"));
      findings.want(!metrics.isEmpty(), question, "asks for no metric");
      metrics.forEach(metric ->
          findings.want(Metrics.isKnown(metric), question, "there is no metric " + metric));
    }
  }

  /** What the dashboard's panels ask Prometheus, and what its variables do. */
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
