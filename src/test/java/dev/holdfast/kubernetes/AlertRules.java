package dev.holdfast.kubernetes;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Rules for alerts: whoever is woken up by one is told what it means. */
final class AlertRules {
  /**
   * Metrics that are there: of Holdfast (AlertMetricsTest sees each of them at a running service),
   * of Prometheus, and of kube-state-metrics.
   */
  static final Set<String> OF_HOLDFAST =
      Set.of(
          "holdfast_orders_seconds_count",
          "holdfast_orders_seconds_bucket",
          "holdfast_locks_lost_total",
          "holdfast_locks_released_in_doubt_total",
          "holdfast_stock_unconserved",
          "holdfast_stock_oversold",
          "holdfast_stock_watch_age_seconds",
          "holdfast_instances");

  private static final Set<String> OF_OTHERS =
      Set.of(
          "up",
          "kube_deployment_spec_replicas",
          "kube_deployment_status_replicas_available",
          "kube_pod_container_status_restarts_total");

  private static final Set<String> WORDS = Set.of("by", "without", "on", "or", "and", "unless");

  /** What in an expression is no metric: labels, ranges, what is grouped by, numbers. */
  private static final Pattern NO_METRIC =
      Pattern.compile(
          "\\{[^}]*}|\\[[^]]*]|\\b(by|without|on)\\s*\\([^)]*\\)|\\b\\d[\\w.]*|\"[^\"]*\"");

  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][\\w:]*(?!\\w*\\s*\\()");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+?) *$");

  private AlertRules() {}

  static List<JsonNode> alerts(Manifests m) {
    return m.find("ConfigMap", "holdfast-alerts").stream()
        .flatMap(map -> Yaml.documents(map.at("/data").path("alerts.yaml").asString("")).stream())
        .flatMap(file -> file.path("groups").valueStream())
        .flatMap(group -> group.path("rules").valueStream())
        .toList();
  }

  static void explained(Manifests m, Findings findings) {
    Set<String> anchors = anchors(ReferenceRules.operations());
    var names = new HashSet<String>();
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
          alert.at("/annotations/runbook").asString("").equals("docs/operations.md#" + anchor)
              && anchors.contains(anchor),
          name,
          "no section of docs/operations.md says what to do");
    }
    findings.want(
        !m.build().equals("monitoring") || !names.isEmpty(), m.build(), "there is no alert");
  }

  static void onKnownMetrics(Manifests m, Findings findings) {
    for (JsonNode alert : alerts(m)) {
      Set<String> metrics = metrics(alert.path("expr").asString(""));
      findings.want(!metrics.isEmpty(), alert.path("alert"), "looks at no metric");
      for (String metric : metrics) {
        findings.want(
            OF_HOLDFAST.contains(metric) || OF_OTHERS.contains(metric),
            alert.path("alert"),
            "nobody has the metric " + metric);
      }
    }
  }

  static Set<String> metrics(String expression) {
    return NAME.matcher(NO_METRIC.matcher(expression).replaceAll(" "))
        .results()
        .map(MatchResult::group)
        .filter(name -> !WORDS.contains(name))
        .collect(Collectors.toSet());
  }

  /** The anchors of a document's headings. */
  private static Set<String> anchors(String document) {
    return HEADING
        .matcher(document)
        .results()
        .map(h -> h.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", ""))
        .map(h -> h.replace(' ', '-'))
        .collect(Collectors.toSet());
  }
}
