package dev.holdfast.kubernetes;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Rules for alerts: whoever is woken up by one is told what it means. */
final class AlertRules {
  private static final Path RUNBOOKS = Path.of("docs/operations/alerts.md");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+?) *$");

  private AlertRules() {}

  private static List<JsonNode> groups(Manifests m) {
    return m.find("ConfigMap", "holdfast-alerts").stream()
        .flatMap(map -> Yaml.documents(map.at("/data").path("alerts.yaml").asString("")).stream())
        .flatMap(file -> file.path("groups").valueStream())
        .toList();
  }

  static List<JsonNode> alerts(Manifests m) {
    return groups(m).stream().flatMap(group -> group.path("rules").valueStream()).toList();
  }

  static void explained(Manifests m, Findings findings) {
    Set<String> anchors = anchors(Yaml.text(RUNBOOKS));
    var groups = new HashSet<String>();
    for (JsonNode group : groups(m)) {
      // Prometheus loads no rule of a file that names a group twice.
      String name = group.path("name").asString("?");
      findings.want(groups.add(name), name, "there are two groups of it");
    }
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
          alert.at("/annotations/runbook").asString("").equals(RUNBOOKS + "#" + anchor)
              && anchors.contains(anchor),
          name,
          "no section of %s says what to do".formatted(RUNBOOKS));
    }
    findings.want(
        !m.build().equals("monitoring") || !names.isEmpty(), m.build(), "there is no alert");
  }

  static void onKnownMetrics(Manifests m, Findings findings) {
    for (JsonNode alert : alerts(m)) {
      Set<String> metrics = Metrics.in(alert.path("expr").asString(""));
      findings.want(!metrics.isEmpty(), alert.path("alert"), "looks at no metric");
      for (String metric : metrics) {
        findings.want(
            Metrics.isKnown(metric), alert.path("alert"), "nobody has the metric " + metric);
      }
    }
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
