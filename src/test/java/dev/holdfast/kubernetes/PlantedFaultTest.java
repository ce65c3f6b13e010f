package dev.holdfast.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Each rule finds its breach in a copy of the manifests, and the other rules are silent about it.
 */
class PlantedFaultTest {
  /**
   * The rule that is breached, the operation of a JSON patch that does it, its object, where in it,
   * and the value; {@code text} replaces a part of a text by another.
   */
  private static final String FAULTS =
      """
      VALID                | add     | Deployment/holdfast              | container/readinesProbe                     | {}
      VALID                | replace | Deployment/holdfast              | pod/volumes/0/emptyDir/sizeLimit            | "64MBytes"
      VALID                | remove  | HorizontalPodAutoscaler/holdfast | /spec/metrics/0/type                        |
      VALID                | replace | PodDisruptionBudget/holdfast     | /apiVersion                                 | "policy/v1beta1"
      THIS_VERSION         | replace | Deployment/holdfast              | container/image                             | "holdfast:0.0.9"
      PROBES               | remove  | Deployment/holdfast              | container/readinessProbe                    |
      PROBES               | replace | Deployment/holdfast              | container/livenessProbe/httpGet/path        | "/actuator/health/readiness"
      PROBES               | replace | Deployment/holdfast              | container/readinessProbe/httpGet/path       | "/actuator/health/liveness"
      PROBES               | replace | Deployment/holdfast              | container/livenessProbe/httpGet/port        | "http"
      PROBES               | replace | Deployment/holdfast              | container/startupProbe/failureThreshold     | 3
      PROBES               | replace | Deployment/holdfast              | container/readinessProbe/failureThreshold   | 10
      PRODUCTION           | remove  | ConfigMap/holdfast               | /data/SPRING_PROFILES_ACTIVE                |
      PRODUCTION           | replace | ConfigMap/holdfast               | /data/SPRING_DATA_REDIS_SSL_ENABLED         | "false"
      PRODUCTION           | remove  | ConfigMap/holdfast               | /data/SPRING_DATA_REDIS_SSL_BUNDLE          |
      PRODUCTION           | remove  | Deployment/holdfast              | container/env/0                             |
      PRODUCTION           | remove  | Deployment/holdfast              | pod/enableServiceLinks                      |
      PRODUCTION           | remove  | Namespace/holdfast               | /metadata/labels/pod-security.kubernetes.io~1enforce |
      PRODUCTION           | text    | postgres ConfigMap/holdfast      | /data/SPRING_DATASOURCE_URL                 | ["verify-full", "require"]
      PRODUCTION           | replace | postgres ConfigMap/holdfast      | /data/HOLDFAST_STORE                        | "redis"
      ONE_STORE            | add     | postgres ConfigMap/holdfast      | /data/SPRING_DATA_REDIS_SSL_ENABLED         | "true"
      ONE_STORE            | add     | Deployment/holdfast              | container/env/-                             | {"name": "SPRING_DATASOURCE_USERNAME", "value": "holdfast"}
      ONE_STORE            | replace | postgres NetworkPolicy/holdfast-to-postgres | /metadata/name                   | "holdfast-to-redis"
      SECRETS_BY_REFERENCE | add     | postgres ConfigMap/holdfast      | /data/MORE_URL                              | "jdbc:postgresql://db/holdfast?password=x"
      SECRETS_BY_REFERENCE | add     | Deployment/holdfast              | container/env/3/value                       | "x"
      SECRETS_BY_REFERENCE | add     | ConfigMap/holdfast               | /data/HOLDFAST_ADMIN_TOKEN                  | "x"
      REFERENCES_RESOLVE   | replace | Deployment/holdfast              | container/env/0/valueFrom/secretKeyRef/name | "holdfast-administration"
      REFERENCES_RESOLVE   | replace | Deployment/holdfast              | container/env/0/valueFrom/secretKeyRef/key  | "admin-token"
      REFERENCES_RESOLVE   | add     | Deployment/holdfast              | container/envFrom/-                         | {"configMapRef": {"name": "more"}}
      REFERENCES_RESOLVE   | replace | Deployment/holdfast              | pod/volumes/1/secret/items/0/key            | "tls.crt"
      REFERENCES_RESOLVE   | replace | Ingress/holdfast                 | /spec/tls/0/secretName                      | "tls"
      REFERENCES_RESOLVE   | replace | postgres Deployment/holdfast     | container/env/1/valueFrom/secretKeyRef/key  | "url"
      REFERENCES_RESOLVE   | replace | postgres Deployment/holdfast     | pod/volumes/1/secret/secretName             | "holdfast-postgresql"
      SELECTORS_MATCH      | replace | Deployment/holdfast              | /spec/selector/matchLabels/app.kubernetes.io~1component | "server"
      SELECTORS_MATCH      | replace | Service/holdfast                 | /spec/selector                              | {"app": "holdfast"}
      SELECTORS_MATCH      | replace | NetworkPolicy/holdfast-api       | /spec/podSelector/matchLabels               | {"app": "holdfast"}
      SELECTORS_MATCH      | replace | NetworkPolicy/holdfast-peers     | /spec/egress/0/to/0/podSelector/matchLabels | {"app": "holdfast"}
      PORTS_EXIST          | replace | Service/holdfast                 | /spec/ports/0/targetPort                    | "web"
      PORTS_EXIST          | replace | Ingress/holdfast                 | path/0/backend/service/port/name            | "web"
      PORTS_EXIST          | replace | NetworkPolicy/holdfast-api       | /spec/ingress/0/ports/0/port                | "web"
      DENIED_BY_DEFAULT    | replace | NetworkPolicy/deny-by-default    | /spec/policyTypes                           | ["Ingress"]
      DENIED_BY_DEFAULT    | replace | NetworkPolicy/deny-by-default    | /spec/podSelector                           | {"matchLabels": {"app.kubernetes.io/name": "holdfast"}}
      NARROW_POLICIES      | remove  | NetworkPolicy/holdfast-management | /spec/ingress/0/from                       |
      NARROW_POLICIES      | remove  | NetworkPolicy/holdfast-api       | /spec/ingress/0/ports                       |
      NARROW_POLICIES      | replace | NetworkPolicy/holdfast-to-redis  | /spec/egress/0/to/0/ipBlock/cidr            | "0.0.0.0/0"
      NARROW_POLICIES      | replace | Service/holdfast                 | /spec/type                                  | "LoadBalancer"
      PUBLIC_PATHS         | replace | Ingress/holdfast                 | path/0/path                                 | "/actuator"
      PUBLIC_PATHS         | replace | Ingress/holdfast                 | path/2/path                                 | "/api/v1/lab"
      PUBLIC_PATHS         | replace | Ingress/holdfast                 | path/1/pathType                             | "Prefix"
      PUBLIC_PATHS         | add     | Ingress/holdfast                 | /metadata/annotations                       | {"nginx.ingress.kubernetes.io/rewrite-target": "/"}
      PUBLIC_PATHS         | add     | Service/holdfast                 | /spec/ports/-                               | {"name": "m", "port": 9080, "targetPort": "management"}
      ROLLOUT              | replace | Deployment/holdfast              | /spec/strategy/rollingUpdate/maxUnavailable | 1
      ROLLOUT              | remove  | Deployment/holdfast              | pod/topologySpreadConstraints/1             |
      EVICTIONS            | replace | PodDisruptionBudget/holdfast     | /spec/maxUnavailable                        | 0
      EVICTIONS            | replace | PodDisruptionBudget/holdfast     | /spec/maxUnavailable                        | "100%"
      AUTOSCALING          | replace | HorizontalPodAutoscaler/holdfast | /spec/minReplicas                           | 1
      AUTOSCALING          | replace | HorizontalPodAutoscaler/holdfast | /spec/scaleTargetRef/name                   | "hold-fast"
      AUTOSCALING          | add     | Deployment/holdfast              | /spec/replicas                              | 3
      GRACE_PERIOD         | replace | Deployment/holdfast              | pod/terminationGracePeriodSeconds           | 15
      GRACE_PERIOD         | replace | ConfigMap/holdfast               | /data/HOLDFAST_SHUTDOWN_READINESS_LEAD      | "1s"
      ALERTS_EXPLAINED     | text    | ConfigMap/holdfast-alerts        | /data/alerts.yaml              | ["alerts.md#holdfastoversold", "alerts.md#oversold"]
      ALERTS_EXPLAINED     | text    | ConfigMap/holdfast-alerts        | /data/alerts.yaml              | ["severity: critical", "team: critical"]
      ALERTS_EXPLAINED     | text    | ConfigMap/holdfast-alerts        | /data/alerts.yaml              | ["name: holdfast-orders", "name: holdfast-stock"]
      KNOWN_METRICS        | text    | ConfigMap/holdfast-alerts        | /data/alerts.yaml              | ["holdfast_stock_oversold", "holdfast_oversold"]
      KNOWN_METRICS        | text    | ConfigMap/holdfast-dashboard     | /data/holdfast-dashboard.json  | ["holdfast_stock_oversold", "holdfast_oversold"]
      KNOWN_METRICS        | text    | ConfigMap/holdfast-dashboard     | /data/holdfast-dashboard.json  | ["label_values(holdfast_instances,", "label_values(holdfast_pods,"]
      """;

  private static final JsonMapper JSON = JsonMapper.shared();

  /** A line of the table. */
  record Fault(ManifestRule rule, String operation, String object, String pointer, String value) {
    static Fault of(String line) {
      String[] cells = line.split(" *\\| *", -1);
      return new Fault(
          ManifestRule.valueOf(cells[0].strip()),
          cells[1],
          cells[2],
          cells[3]
              .replaceFirst("^container/", "/spec/template/spec/containers/0/")
              .replaceFirst("^pod/", "/spec/template/spec/")
              .replaceFirst("^path/", "/spec/rules/0/http/paths/"),
          cells[4]);
    }

    /** What it is planted in, unless the object's cell names it. */
    private String build() {
      if (object.contains(" ")) {
        return object.substring(0, object.indexOf(' '));
      }
      return object.startsWith("ConfigMap/holdfast-") ? "monitoring" : "production";
    }

    Manifests plant() {
      Manifests manifests = Manifests.of(build());
      ObjectNode planted =
          manifests.resources().stream()
              .filter(r -> object.endsWith(r.id()))
              .findFirst()
              .orElseThrow()
              .json();
      JsonNode given = JSON.readTree(value.isEmpty() ? "null" : value);
      if (operation.equals("text")) {
        String before = planted.at(pointer).asString();
        String after = before.replace(given.get(0).asString(), given.get(1).asString());
        assertThat(after).as("it is there to be replaced").isNotEqualTo(before);
        new JsonPatch("replace", pointer, JSON.valueToTree(after)).applyTo(planted);
      } else {
        new JsonPatch(operation, pointer, given).applyTo(planted);
      }
      return manifests;
    }
  }

  static Stream<Fault> faults() {
    return FAULTS.lines().map(Fault::of);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void isFoundByItsRuleAlone(Fault fault) {
    Manifests manifests = fault.plant();
    List<ManifestRule> broken =
        Arrays.stream(ManifestRule.values())
            .filter(rule -> !rule.findings(manifests).isEmpty())
            .toList();
    assertThat(broken).containsExactly(fault.rule);
  }

  @Test
  void everyRuleHasOne() {
    assertThat(faults().map(Fault::rule)).contains(ManifestRule.values());
  }
}
