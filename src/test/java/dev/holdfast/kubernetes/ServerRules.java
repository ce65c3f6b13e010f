package dev.holdfast.kubernetes;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Rules of the server that its model does not tell: names, and the words that a field allows. */
final class ServerRules {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final Pattern PORT_NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?");
  private static final Pattern LABEL =
      Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");

  private static final Map<String, Set<String>> WORDS =
      Map.of(
          "pathType", Set.of("Exact", "Prefix", "ImplementationSpecific"),
          "policyTypes", Set.of("Ingress", "Egress"),
          "protocol", Set.of("TCP", "UDP", "SCTP"),
          "imagePullPolicy", Set.of("Always", "IfNotPresent", "Never"),
          "restartPolicy", Set.of("Always", "OnFailure", "Never"),
          "whenUnsatisfiable", Set.of("DoNotSchedule", "ScheduleAnyway"),
          "unhealthyPodEvictionPolicy", Set.of("AlwaysAllow", "IfHealthyBudget"),
          "accessModes",
              Set.of("ReadWriteOnce", "ReadWriteOncePod", "ReadOnlyMany", "ReadWriteMany"));

  private ServerRules() {}

  static void words(Manifests m, Findings findings) {
    var ids = new HashSet<String>();
    for (Resource r : m.resources()) {
      findings.want(ids.add(r.namespace() + " " + r.id()), r, "it is there twice");
      findings.want(NAME.matcher(r.name()).matches(), r, "its name is not allowed");
      findings.want(
          r.kind().equals("Namespace") == r.namespace().isEmpty(), r, "its namespace is not said");
      for (String labels : List.of("/metadata/labels", "/spec/template/metadata/labels")) {
        r.at(labels)
            .forEach(l ->
                findings.want(
                    l.isString() && LABEL.matcher(l.asString()).matches(),
                    r,
                    "label " + l + " is not allowed"));
      }
      r.containerPorts()
          .forEach(p ->
              findings.want(
                  PORT_NAME.matcher(p.path("name").asString("")).matches(),
                  r,
                  "port name " + p.path("name") + " is not allowed"));
      words(r, r.json(), findings);
    }
  }

  private static void words(Resource r, JsonNode node, Findings findings) {
    node.propertyStream()
        .filter(p -> WORDS.containsKey(p.getKey()))
        .forEach(p -> {
          JsonNode value = p.getValue();
          boolean allowed =
              value.isArray()
                  ? value.valueStream().allMatch(v -> allows(p.getKey(), v))
                  : allows(p.getKey(), value);
          findings.want(allowed, r, p.getKey() + " " + value + " is not allowed");
        });
    node.valueStream().forEach(child -> words(r, child, findings));
  }

  private static boolean allows(String field, JsonNode word) {
    return WORDS.get(field).contains(word.asString(""));
  }
}
