package dev.holdfast.kubernetes;

import dev.holdfast.kubernetes.ManifestRule.Findings;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Rules for who reaches whom. */
final class NetworkRules {
  /**
   * All that customers reach. The first is about orders, of which the service decides which calls
   * are open; the others can only be read.
   */
  private static final String ORDERS = "/api/v1/orders";

  private static final Set<String> READ =
      Set.of("/api/v1/products", "/api/v1/stock", "/api/v1/strategies");

  private NetworkRules() {}

  static void selectorsMatch(Manifests m, Findings findings) {
    for (Resource w : m.services()) {
      JsonNode labels = w.at("/spec/selector/matchLabels");
      findings.want(
          !labels.isEmpty() && m.chosenBy(labels).equals(List.of(w)), w, "chooses other pods");
    }
    m.ofKind("Service").forEach(s -> wantPods(m, s, s.at("/spec/selector"), findings));
    m.ofKind("PodDisruptionBudget")
        .forEach(b -> wantPods(m, b, b.at("/spec/selector/matchLabels"), findings));
    m.ofKind("PodMonitor")
        .forEach(p -> wantPods(m, p, p.at("/spec/selector/matchLabels"), findings));
    for (Resource policy : m.ofKind("NetworkPolicy").toList()) {
      Stream.concat(
              Stream.of(policy.at("/spec/podSelector/matchLabels")),
              peers(policy)
                  .filter(peer -> !peer.has("namespaceSelector"))
                  .map(peer -> peer.at("/podSelector/matchLabels")))
          .filter(labels -> !labels.isEmpty())
          .forEach(labels -> wantPods(m, policy, labels, findings));
    }
  }

  private static void wantPods(Manifests m, Resource by, JsonNode labels, Findings findings) {
    findings.want(
        !labels.isEmpty() && !m.chosenBy(labels).isEmpty(), by, "chooses no pod with " + labels);
  }

  private static Stream<JsonNode> rules(Resource policy) {
    return Stream.of("/spec/ingress", "/spec/egress").flatMap(d -> policy.at(d).valueStream());
  }

  private static Stream<JsonNode> peers(Resource policy) {
    return rules(policy)
        .flatMap(r -> Stream.concat(r.path("from").valueStream(), r.path("to").valueStream()));
  }

  static void portsExist(Manifests m, Findings findings) {
    for (Resource service : m.ofKind("Service").toList()) {
      List<Resource> behind = m.chosenBy(service.at("/spec/selector"));
      if (!behind.isEmpty()) {
        service
            .at("/spec/ports")
            .forEach(p -> wantPort(behind, service, p.path("targetPort"), findings));
      }
    }
    for (Resource ingress : m.ofKind("Ingress").toList()) {
      paths(ingress)
          .map(p -> p.at("/backend/service"))
          .forEach(backend ->
              findings.want(
                  m.find("Service", backend.path("name").asString("")).stream()
                      .flatMap(s -> s.at("/spec/ports").valueStream())
                      .anyMatch(p -> p.path("name").equals(backend.at("/port/name"))),
                  ingress,
                  "no service and port " + backend));
    }
    for (Resource route : m.ofKind("HTTPRoute").toList()) {
      route
          .at("/spec/rules")
          .valueStream()
          .flatMap(r -> r.path("backendRefs").valueStream())
          .forEach(backend ->
              findings.want(
                  m.find("Service", backend.path("name").asString("")).stream()
                      .flatMap(s -> s.at("/spec/ports").valueStream())
                      .anyMatch(p -> p.path("port").equals(backend.path("port"))),
                  route,
                  "no service and port " + backend));
    }
    for (Resource monitor : m.ofKind("PodMonitor").toList()) {
      monitor
          .at("/spec/podMetricsEndpoints")
          .forEach(e -> wantPort(m.workloads(), monitor, e.path("port"), findings));
    }
    for (Resource policy : m.ofKind("NetworkPolicy").toList()) {
      rules(policy)
          .flatMap(r -> r.path("ports").valueStream())
          .map(p -> p.path("port"))
          .filter(JsonNode::isString)
          .forEach(p -> wantPort(m.workloads(), policy, p, findings));
    }
  }

  private static void wantPort(
      List<Resource> workloads, Resource by, JsonNode port, Findings findings) {
    String field = port.isString() ? "name" : "containerPort";
    findings.want(
        workloads.stream()
            .flatMap(Resource::containers)
            .flatMap(c -> c.path("ports").valueStream())
            .anyMatch(p -> p.path(field).equals(port)),
        by,
        "no container has the port " + port);
  }

  static void deniedByDefault(Manifests m, Findings findings) {
    m.workloads().stream()
        .map(Resource::namespace)
        .distinct()
        .forEach(namespace ->
            findings.want(
                m.ofKind("NetworkPolicy")
                    .filter(p -> p.namespace().equals(namespace))
                    .anyMatch(NetworkRules::deniesAll),
                "namespace " + namespace,
                "no policy denies by default, in both directions"));
  }

  private static boolean deniesAll(Resource policy) {
    JsonNode spec = policy.at("/spec");
    return spec.path("podSelector").isEmpty()
        && spec.path("policyTypes")
            .valueStream()
            .map(JsonNode::asString)
            .collect(Collectors.toSet())
            .equals(Set.of("Ingress", "Egress"))
        && rules(policy).findAny().isEmpty();
  }

  static void narrowPolicies(Manifests m, Findings findings) {
    for (Resource policy : m.ofKind("NetworkPolicy").toList()) {
      rules(policy)
          .forEach(r -> {
            findings.want(
                !r.path("from").isEmpty() || !r.path("to").isEmpty(), policy, "a rule for all");
            findings.want(!r.path("ports").isEmpty(), policy, "a rule for every port");
          });
      peers(policy)
          .forEach(p ->
              findings.want(
                  p.has("ipBlock")
                      ? !p.at("/ipBlock/cidr").asString("").endsWith("/0")
                      : !p.at("/podSelector/matchLabels").isEmpty(),
                  policy,
                  "a rule for all: " + p));
    }
    m.ofKind("Service")
        .forEach(s ->
            findings.want(
                s.text("/spec/type").equals("ClusterIP"), s, "reached around the Ingress"));
  }

  static void publicPaths(Manifests m, Findings findings) {
    for (Resource ingress : m.ofKind("Ingress").toList()) {
      findings.want(
          !ingress.at("/spec").has("defaultBackend") && !ingress.at("/metadata").has("annotations"),
          ingress,
          "a default, or an annotation, may open other paths");
      paths(ingress)
          .forEach(p ->
              findings.want(
                  isPublic(p.path("path").asString(""), p.path("pathType").asString("")),
                  ingress,
                  p.path("pathType") + " " + p.path("path") + " is not to be public"));
    }
    for (Resource route : m.ofKind("HTTPRoute").toList()) {
      for (JsonNode rule : route.at("/spec/rules")) {
        findings.want(
            !rule.has("filters") && !rule.path("matches").isEmpty(),
            route,
            "a filter, or a rule for every path, may open other paths");
        rule.path("matches")
            .forEach(match ->
                findings.want(
                    isPublic(
                        match.at("/path/value").asString(""),
                        match.at("/path/type").asString("").replace("PathPrefix", "Prefix")),
                    route,
                    match + " is not to be public"));
      }
    }
    m.ofKind("Service")
        .forEach(s ->
            findings.want(
                s.at("/spec/ports").findValuesAsString("targetPort").stream()
                    .noneMatch(Set.of("management", "9080")::contains),
                s,
                "the management port is for Prometheus and peers alone"));
  }

  private static boolean isPublic(String path, String type) {
    return path.equals(ORDERS) && type.equals("Prefix")
        || READ.contains(path) && type.equals("Exact");
  }

  private static Stream<JsonNode> paths(Resource ingress) {
    return ingress.at("/spec/rules").valueStream().flatMap(r -> r.at("/http/paths").valueStream());
  }
}
