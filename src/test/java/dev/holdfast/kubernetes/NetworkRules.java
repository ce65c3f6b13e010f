package dev.holdfast.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Rules for who reaches whom. */
final class NetworkRules {
  /**
   * All that customers reach. On these paths nothing is administered: the first is about orders,
   * the others can only be read.
   */
  private static final Map<String, String> PUBLIC =
      Map.of(
          "/api/v1/orders", "Prefix",
          "/api/v1/products", "Exact",
          "/api/v1/stock", "Exact",
          "/api/v1/strategies", "Exact");

  private NetworkRules() {}

  static void selectorsMatch(Manifests m, Findings findings) {
    List<Resource> workloads = m.workloads();
    for (Resource w : m.services()) {
      JsonNode labels = w.at("/spec/selector/matchLabels");
      findings.want(
          !labels.isEmpty() && w.isSelectedBy(labels), w, "its selector misses its own pods");
      findings.want(
          workloads.stream().filter(other -> other.isSelectedBy(labels)).count() == 1,
          w,
          "its selector chooses pods of others");
      w.podSpec()
          .path("topologySpreadConstraints")
          .forEach(c ->
              findings.want(
                  w.isSelectedBy(c.at("/labelSelector/matchLabels"))
                      && c.path("labelSelector").has("matchLabels"),
                  w,
                  "it spreads pods of others"));
    }
    m.ofKind("Service")
        .forEach(s -> wantChosen(workloads, s, s.at("/spec/selector"), false, findings));
    m.ofKind("PodDisruptionBudget")
        .forEach(
            p -> wantChosen(workloads, p, p.at("/spec/selector/matchLabels"), false, findings));
    for (Resource policy : m.ofKind("NetworkPolicy").toList()) {
      wantChosen(workloads, policy, policy.at("/spec/podSelector/matchLabels"), true, findings);
      peers(policy)
          .filter(peer -> !peer.has("namespaceSelector") && peer.has("podSelector"))
          .forEach(peer ->
              wantChosen(workloads, policy, peer.at("/podSelector/matchLabels"), false, findings));
    }
  }

  private static void wantChosen(
      List<Resource> workloads, Resource by, JsonNode labels, boolean allToo, Findings findings) {
    findings.want(
        labels.isEmpty() ? allToo : workloads.stream().anyMatch(w -> w.isSelectedBy(labels)),
        by,
        "chooses no pod with " + labels);
  }

  private static Stream<JsonNode> rules(Resource policy) {
    return Stream.concat(
        policy.at("/spec/ingress").valueStream(), policy.at("/spec/egress").valueStream());
  }

  private static Stream<JsonNode> peers(Resource policy) {
    return rules(policy)
        .flatMap(r -> Stream.concat(r.path("from").valueStream(), r.path("to").valueStream()));
  }

  static void portsExist(Manifests m, Findings findings) {
    for (Resource w : m.workloads()) {
      w.containers()
          .flatMap(JsonNode::propertyStream)
          .filter(p -> p.getKey().endsWith("Probe") && p.getValue().has("httpGet"))
          .forEach(p -> wantPort(List.of(w), w, p.getValue().at("/httpGet/port"), findings));
    }
    for (Resource service : m.ofKind("Service").toList()) {
      List<Resource> behind =
          m.workloads().stream().filter(w -> w.isSelectedBy(service.at("/spec/selector"))).toList();
      if (behind.isEmpty()) {
        continue;
      }
      service
          .at("/spec/ports")
          .forEach(p -> wantPort(behind, service, p.path("targetPort"), findings));
    }
    for (Resource ingress : m.ofKind("Ingress").toList()) {
      paths(ingress)
          .map(p -> p.at("/backend/service"))
          .forEach(backend ->
              findings.want(
                  m.find("Service", backend.path("name").asString(""))
                      .filter(s -> hasServicePort(s, backend.path("port")))
                      .isPresent(),
                  ingress,
                  "no service and port " + backend));
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
            .flatMap(Resource::containerPorts)
            .anyMatch(p -> p.path(field).equals(port)),
        by,
        "no container has the port " + port);
  }

  private static boolean hasServicePort(Resource service, JsonNode port) {
    return service
        .at("/spec/ports")
        .valueStream()
        .anyMatch(p ->
            port.has("name")
                ? p.path("name").equals(port.path("name"))
                : p.path("port").equals(port.path("number")));
  }

  static void deniedByDefault(Manifests m, Findings findings) {
    Set<String> namespaces =
        m.workloads().stream().map(Resource::namespace).collect(Collectors.toSet());
    for (String namespace : namespaces) {
      findings.want(
          m.ofKind("NetworkPolicy")
              .filter(p -> p.namespace().equals(namespace))
              .anyMatch(NetworkRules::deniesAll),
          "namespace " + namespace,
          "no policy denies by default, in both directions");
    }
  }

  private static boolean deniesAll(Resource policy) {
    JsonNode spec = policy.at("/spec");
    Set<String> types =
        spec.path("policyTypes").valueStream().map(JsonNode::asString).collect(Collectors.toSet());
    return spec.path("podSelector").isEmpty()
        && types.equals(Set.of("Ingress", "Egress"))
        && !spec.has("ingress")
        && !spec.has("egress");
  }

  static void narrowPolicies(Manifests m, Findings findings) {
    for (Resource policy : m.ofKind("NetworkPolicy").toList()) {
      rules(policy)
          .forEach(r -> {
            JsonNode peers = r.has("from") ? r.path("from") : r.path("to");
            findings.want(!peers.isEmpty(), policy, "a rule for everybody");
            findings.want(!r.path("ports").isEmpty(), policy, "a rule for every port");
          });
      peers(policy)
          .forEach(p ->
              findings.want(
                  p.has("ipBlock")
                      ? !p.at("/ipBlock/cidr").asString("").endsWith("/0")
                      : !p.at("/podSelector/matchLabels").isEmpty(),
                  policy,
                  "a rule for everybody: " + p));
      findings.want(
          policy.at("/spec/policyTypes").size()
              >= (policy.at("/spec").has("ingress") ? 1 : 0)
                  + (policy.at("/spec").has("egress") ? 1 : 0),
          policy,
          "policyTypes miss a direction");
    }
    m.ofKind("Service")
        .forEach(s ->
            findings.want(
                s.text("/spec/type").equals("ClusterIP"), s, "reached around the Ingress"));
  }

  static void publicPaths(Manifests m, Findings findings) {
    for (Resource ingress : m.ofKind("Ingress").toList()) {
      findings.want(!ingress.at("/spec").has("defaultBackend"), ingress, "every path is public");
      findings.want(
          !ingress.at("/metadata").has("annotations"), ingress, "annotations may change paths");
      paths(ingress)
          .forEach(p ->
              findings.want(
                  p.path("pathType").asString("").equals(PUBLIC.get(p.path("path").asString(""))),
                  ingress,
                  p.path("pathType") + " " + p.path("path") + " is not to be public"));
    }
    m.ofKind("Service")
        .flatMap(s -> s.at("/spec/ports").valueStream())
        .forEach(p ->
            findings.want(
                !p.path("targetPort").asString("").equals("management")
                    && p.path("targetPort").asInt(0) != 9080,
                "Service",
                "the management port is for Prometheus alone"));
  }

  private static Stream<JsonNode> paths(Resource ingress) {
    return ingress.at("/spec/rules").valueStream().flatMap(r -> r.at("/http/paths").valueStream());
  }
}
