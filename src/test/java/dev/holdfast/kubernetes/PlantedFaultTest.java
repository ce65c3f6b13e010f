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
   * The rule that is breached (or rules: {@code A+B}), the operation of a JSON patch that does it,
   * its object, where in it, and the value; {@code text} replaces a part of a text by another.
   */
  private static final String FAULTS =
      """
      VALID                | add     | Deployment/holdfast              | container/readinesProbe                     | {}
      VALID                | replace | Deployment/holdfast              | pod/volumes/0/emptyDir/sizeLimit            | "64MBytes"
      VALID                | remove  | HorizontalPodAutoscaler/holdfast | /spec/metrics/0/type                        |
      VALID                | replace | PodDisruptionBudget/holdfast     | /apiVersion                                 | "policy/v1beta1"
      VALID                | add     | gateway HTTPRoute/holdfast       | /spec/host                                  | "holdfast.example.com"
      VALID                | add     | gateway PodMonitor/holdfast      | /spec/podMetricsEndpoints/0/scrapeTimeOut   | "5s"
      VALID                | add     | gateway PrometheusRule/holdfast  | /spec/groups/0/intervals                    | "1m"
      THIS_VERSION         | replace | Deployment/holdfast              | container/image                             | "holdfast:0.0.9"
      LABELS               | remove  | Deployment/holdfast              | /spec/template/metadata/labels/app.kubernetes.io~1part-of |
      LABELS               | replace | Service/holdfast                 | /metadata/labels/app.kubernetes.io~1version | "0.0.9"
      SELECTORS_KEPT       | add     | Deployment/holdfast              | /spec/selector/matchLabels/app.kubernetes.io~1part-of | "holdfast"
      SELECTORS_KEPT       | add     | Service/holdfast                 | /spec/selector/app.kubernetes.io~1part-of   | "holdfast"
      NAMESPACE_APART      | remove  | bootstrap Namespace/holdfast     | /metadata/annotations/kustomize.toolkit.fluxcd.io~1prune |
      NAMESPACE_APART      | remove  | bootstrap Namespace/holdfast     | /metadata/annotations/argocd.argoproj.io~1sync-options |
      CONFINED             | replace | Deployment/holdfast              | pod/securityContext/runAsNonRoot            | false
      CONFINED             | replace | Deployment/holdfast              | container/securityContext/readOnlyRootFilesystem | false
      CONFINED             | add     | openshift Deployment/holdfast    | pod/securityContext/runAsUser               | 10001
      PROBES               | remove  | Deployment/holdfast              | container/readinessProbe                    |
      PROBES               | replace | Deployment/holdfast              | container/livenessProbe/httpGet/path        | "/actuator/health/readiness"
      PROBES               | replace | Deployment/holdfast              | container/readinessProbe/httpGet/path       | "/actuator/health/liveness"
      PROBES               | replace | Deployment/holdfast              | container/livenessProbe/httpGet/port        | "http"
      PROBES               | replace | Deployment/holdfast              | container/startupProbe/failureThreshold     | 3
      PROBES               | replace | Deployment/holdfast              | container/livenessProbe/periodSeconds       | 2
      PRODUCTION           | remove  | ConfigMap/holdfast               | /data/SPRING_PROFILES_ACTIVE                |
      PRODUCTION           | replace | ConfigMap/holdfast               | /data/SPRING_DATA_REDIS_SSL_ENABLED         | "false"
      PRODUCTION           | remove  | ConfigMap/holdfast               | /data/SPRING_DATA_REDIS_SSL_BUNDLE          |
      PRODUCTION           | remove  | Deployment/holdfast              | container/env/0                             |
      PRODUCTION           | remove  | Deployment/holdfast              | pod/enableServiceLinks                      |
      NAMESPACE_APART      | remove  | bootstrap Namespace/holdfast     | /metadata/labels/pod-security.kubernetes.io~1enforce |
      PRODUCTION           | text    | postgres ConfigMap/holdfast      | /data/SPRING_DATASOURCE_URL                 | ["verify-full", "require"]
      PRODUCTION           | replace | postgres ConfigMap/holdfast      | /data/HOLDFAST_STORE                        | "redis"
      ONE_STORE            | add     | postgres ConfigMap/holdfast      | /data/SPRING_DATA_REDIS_SSL_ENABLED         | "true"
      ONE_STORE            | add     | Deployment/holdfast              | container/env/-                             | {"name": "SPRING_DATASOURCE_USERNAME", "value": "holdfast"}
      ONE_STORE            | replace | postgres NetworkPolicy/holdfast-to-postgres | /metadata/name                   | "holdfast-to-redis"
      SECRETS_BY_REFERENCE | add     | postgres ConfigMap/holdfast      | /data/MORE_URL                              | "jdbc:postgresql://db/holdfast?password=x"
      SECRETS_BY_REFERENCE | add     | Deployment/holdfast              | container/env/4/value                       | "x"
      SECRETS_BY_REFERENCE | add     | ConfigMap/holdfast               | /data/HOLDFAST_ADMIN_TOKEN                  | "x"
      REFERENCES_RESOLVE   | replace | Deployment/holdfast              | container/env/0/valueFrom/secretKeyRef/name | "holdfast-administration"
      REFERENCES_RESOLVE   | replace | Deployment/holdfast              | container/env/0/valueFrom/secretKeyRef/key  | "admin-token"
      REFERENCES_RESOLVE   | add     | Deployment/holdfast              | container/envFrom/-                         | {"configMapRef": {"name": "more"}}
      REFERENCES_RESOLVE   | replace | Deployment/holdfast              | pod/volumes/1/secret/items/0/key            | "tls.crt"
      REFERENCES_RESOLVE   | replace | traefik Ingress/holdfast-traefik | /spec/tls/0/secretName                      | "tls"
      REFERENCES_RESOLVE   | replace | postgres Deployment/holdfast     | container/env/2/valueFrom/secretKeyRef/key  | "url"
      REFERENCES_RESOLVE   | replace | postgres Deployment/holdfast     | pod/volumes/1/secret/secretName             | "holdfast-postgresql"
      SELECTORS_MATCH+SELECTORS_KEPT | replace | Deployment/holdfast    | /spec/selector/matchLabels/app.kubernetes.io~1component | "server"
      REFERENCES_RESOLVE   | replace | gateway ServiceAccount/holdfast  | /imagePullSecrets/0/name                    | "registry"
      REFERENCES_RESOLVE   | replace | gateway Deployment/holdfast      | pod/priorityClassName                       | "critical"
      SELECTORS_MATCH      | replace | gateway PodMonitor/holdfast      | /spec/selector/matchLabels                  | {"app": "holdfast"}
      SELECTORS_MATCH+SELECTORS_KEPT | replace | Service/holdfast       | /spec/selector                              | {"app": "holdfast"}
      SELECTORS_MATCH      | replace | gateway NetworkPolicy/holdfast-from-gateway       | /spec/podSelector/matchLabels               | {"app": "holdfast"}
      SELECTORS_MATCH      | replace | NetworkPolicy/holdfast-peers     | /spec/egress/0/to/0/podSelector/matchLabels | {"app": "holdfast"}
      PORTS_EXIST          | replace | gateway HTTPRoute/holdfast       | /spec/rules/0/backendRefs/0/port            | 80
      PORTS_EXIST          | replace | gateway PodMonitor/holdfast      | /spec/podMetricsEndpoints/0/port            | "metrics"
      PORTS_EXIST          | replace | Service/holdfast                 | /spec/ports/0/targetPort                    | "web"
      PORTS_EXIST          | replace | traefik Ingress/holdfast-traefik | path/0/backend/service/port/name            | "web"
      PORTS_EXIST          | replace | gateway NetworkPolicy/holdfast-from-gateway       | /spec/ingress/0/ports/0/port                | "web"
      DENIED_BY_DEFAULT    | replace | NetworkPolicy/deny-by-default    | /spec/policyTypes                           | ["Ingress"]
      DENIED_BY_DEFAULT    | replace | NetworkPolicy/deny-by-default    | /spec/podSelector                           | {"matchLabels": {"app.kubernetes.io/name": "holdfast"}}
      NARROW_POLICIES      | remove  | NetworkPolicy/holdfast-management | /spec/ingress/0/from                       |
      NARROW_POLICIES      | remove  | gateway NetworkPolicy/holdfast-from-gateway       | /spec/ingress/0/ports                       |
      NARROW_POLICIES      | replace | NetworkPolicy/holdfast-to-redis  | /spec/egress/0/to/0/ipBlock/cidr            | "0.0.0.0/0"
      NARROW_POLICIES      | replace | Service/holdfast                 | /spec/type                                  | "LoadBalancer"
      PUBLIC_PATHS         | replace | traefik Ingress/holdfast-traefik | path/0/path                                 | "/actuator"
      PUBLIC_PATHS         | replace | traefik Ingress/holdfast-traefik | path/2/path                                 | "/api/v1/lab"
      PUBLIC_PATHS         | replace | traefik Ingress/holdfast-traefik | path/1/pathType                             | "Prefix"
      PUBLIC_PATHS         | add     | traefik Ingress/holdfast-traefik | /metadata/annotations                       | {"nginx.ingress.kubernetes.io/rewrite-target": "/"}
      PUBLIC_PATHS         | replace | gateway HTTPRoute/holdfast       | /spec/rules/0/matches/0/path/value          | "/api/v1"
      PUBLIC_PATHS         | replace | gateway HTTPRoute/holdfast       | /spec/rules/0/matches/1/path/type           | "PathPrefix"
      PUBLIC_PATHS         | add     | gateway HTTPRoute/holdfast       | /spec/rules/0/filters                       | [{"type": "URLRewrite", "urlRewrite": {"path": {"type": "ReplaceFullPath", "replaceFullPath": "/"}}}]
      PUBLIC_PATHS         | add     | Service/holdfast                 | /spec/ports/-                               | {"name": "m", "port": 9080, "targetPort": "management"}
      ROLLOUT              | replace | Deployment/holdfast              | /spec/strategy/rollingUpdate/maxUnavailable | 1
      ROLLOUT              | replace | Deployment/holdfast              | /spec/strategy/rollingUpdate/maxSurge       | 1
      SPREAD               | remove  | Deployment/holdfast              | pod/topologySpreadConstraints/0             |
      SPREAD               | remove  | Deployment/holdfast              | pod/topologySpreadConstraints/1             |
      SPREAD               | remove  | Deployment/holdfast              | pod/topologySpreadConstraints/0/matchLabelKeys |
      SPREAD               | remove  | Deployment/holdfast              | pod/topologySpreadConstraints/1/matchLabelKeys |
      NODES                | replace | Deployment/holdfast              | container/resources/requests/memory         | "768Mi"
      NODES                | remove  | Deployment/holdfast              | /spec/template/metadata/annotations/cluster-autoscaler.kubernetes.io~1safe-to-evict-local-volumes |
      NODES                | remove  | load-test Job/holdfast-load-test | /spec/template/metadata/annotations/cluster-autoscaler.kubernetes.io~1safe-to-evict |
      NODES                | replace | Deployment/holdfast              | pod/tolerations/0/tolerationSeconds         | 300
      NODES                | remove  | Deployment/holdfast              | pod/tolerations/1                           |
      AWAITS_SERVICE       | remove  | load-test Job/holdfast-load-test | pod/initContainers                          |
      AWAITS_SERVICE       | text    | load-test Job/holdfast-load-test | pod/initContainers/0/args/0                 | ["$SECONDS", "0"]
      EVICTIONS            | replace | PodDisruptionBudget/holdfast     | /spec/maxUnavailable                        | 0
      EVICTIONS            | replace | PodDisruptionBudget/holdfast     | /spec/maxUnavailable                        | "100%"
      AUTOSCALING          | replace | HorizontalPodAutoscaler/holdfast | /spec/minReplicas                           | 1
      AUTOSCALING          | replace | HorizontalPodAutoscaler/holdfast | /spec/scaleTargetRef/name                   | "hold-fast"
      AUTOSCALING          | add     | Deployment/holdfast              | /spec/replicas                              | 3
      GRACE_PERIOD         | replace | Deployment/holdfast              | pod/terminationGracePeriodSeconds           | 15
      GRACE_PERIOD         | replace | ConfigMap/holdfast               | /data/HOLDFAST_SHUTDOWN_READINESS_LEAD      | "6s"
      GRACE_PERIOD         | replace | gateway ConfigMap/holdfast       | /data/HOLDFAST_SHUTDOWN_READINESS_LEAD      | "40s"
      ALERTS_EXPLAINED     | text    | ConfigMap/holdfast-alerts        | /data/alerts.yaml              | ["alerts.md#holdfastoversold", "alerts.md#oversold"]
      ALERTS_EXPLAINED     | text    | ConfigMap/holdfast-alerts        | /data/alerts.yaml              | ["severity: critical", "team: critical"]
      ALERTS_EXPLAINED     | text    | ConfigMap/holdfast-alerts        | /data/alerts.yaml              | ["name: holdfast-orders", "name: holdfast-stock"]
      SCRAPED_ONCE         | add     | gateway Deployment/holdfast      | /spec/template/metadata/annotations/prometheus.io~1scrape | "true"
      SCRAPED_ONCE         | remove  | Deployment/holdfast              | /spec/template/metadata/annotations/prometheus.io~1scrape |
      SCRAPED_ONCE         | remove  | gateway PodMonitor/holdfast      | /spec/jobLabel                              |
      BY_NAMESPACE         | text    | ConfigMap/holdfast-alerts        | /data/alerts.yaml              | ["max by (namespace) (holdfast_stock_oversold)", "max(holdfast_stock_oversold)"]
      BY_NAMESPACE         | text    | ConfigMap/holdfast-alerts        | /data/alerts.yaml              | ["sum by (namespace, reason)", "sum by (reason)"]
      BY_NAMESPACE         | text    | ConfigMap/holdfast-dashboard     | /data/holdfast-dashboard.json  | ["holdfast_stock_oversold{namespace=~", "holdfast_stock_oversold{pod=~"]
      KNOWN_METRICS        | text    | ConfigMap/holdfast-alerts        | /data/alerts.yaml              | ["holdfast_stock_oversold", "holdfast_oversold"]
      KNOWN_METRICS        | text    | ConfigMap/holdfast-dashboard     | /data/holdfast-dashboard.json  | ["holdfast_stock_oversold", "holdfast_oversold"]
      KNOWN_METRICS        | text    | ConfigMap/holdfast-dashboard     | /data/holdfast-dashboard.json  | ["label_values(holdfast_instances,", "label_values(holdfast_pods,"]
      """;

  private static final JsonMapper JSON = JsonMapper.shared();

  /** A line of the table. */
  record Fault(
      List<ManifestRule> rules, String operation, String object, String pointer, String value) {
    static Fault of(String line) {
      String[] cells = line.split(" *\\| *", -1);
      return new Fault(
          Stream.of(cells[0].strip().split("\\+")).map(ManifestRule::valueOf).toList(),
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
    assertThat(broken).containsExactlyInAnyOrderElementsOf(fault.rules);
  }

  /** Deleting such an overlay would delete the Secrets that were made by hand. */
  @Test
  void anOverlayThatHasItsNamespaceIsFound() {
    Manifests production = Manifests.of("production");
    production.resources().addAll(Manifests.of("bootstrap").resources());
    assertThat(ManifestRule.NAMESPACE_APART.findings(production))
        .hasSize(2)
        .anyMatch(finding -> finding.startsWith("Namespace/holdfast"));
  }

  @Test
  void everyRuleHasOne() {
    assertThat(faults().flatMap(fault -> fault.rules().stream())).contains(ManifestRule.values());
  }
}
