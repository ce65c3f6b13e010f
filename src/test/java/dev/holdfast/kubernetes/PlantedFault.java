package dev.holdfast.kubernetes;

import static dev.holdfast.kubernetes.ManifestRule.ALERTS_EXPLAINED;
import static dev.holdfast.kubernetes.ManifestRule.ALERTS_ON_KNOWN_METRICS;
import static dev.holdfast.kubernetes.ManifestRule.AUTOSCALING;
import static dev.holdfast.kubernetes.ManifestRule.BOUNDED_RESOURCES;
import static dev.holdfast.kubernetes.ManifestRule.DASHBOARD_ON_KNOWN_METRICS;
import static dev.holdfast.kubernetes.ManifestRule.DENIED_BY_DEFAULT;
import static dev.holdfast.kubernetes.ManifestRule.EVICTIONS;
import static dev.holdfast.kubernetes.ManifestRule.FIXED_IMAGES;
import static dev.holdfast.kubernetes.ManifestRule.GRACE_PERIOD;
import static dev.holdfast.kubernetes.ManifestRule.NARROW_POLICIES;
import static dev.holdfast.kubernetes.ManifestRule.NO_ACCOUNT_TOKEN;
import static dev.holdfast.kubernetes.ManifestRule.NO_SERVICE_LINKS;
import static dev.holdfast.kubernetes.ManifestRule.PORTS_EXIST;
import static dev.holdfast.kubernetes.ManifestRule.PROBES;
import static dev.holdfast.kubernetes.ManifestRule.PRODUCTION;
import static dev.holdfast.kubernetes.ManifestRule.PUBLIC_PATHS;
import static dev.holdfast.kubernetes.ManifestRule.REFERENCES_RESOLVE;
import static dev.holdfast.kubernetes.ManifestRule.RESTRICTED_PODS;
import static dev.holdfast.kubernetes.ManifestRule.ROLLOUT;
import static dev.holdfast.kubernetes.ManifestRule.SECRETS_BY_REFERENCE;
import static dev.holdfast.kubernetes.ManifestRule.SELECTORS_MATCH;
import static dev.holdfast.kubernetes.ManifestRule.THIS_VERSION;
import static dev.holdfast.kubernetes.ManifestRule.VALID;
import static dev.holdfast.kubernetes.ManifestRule.WORDS;
import static dev.holdfast.kubernetes.Planting.DEPLOYMENT;
import static dev.holdfast.kubernetes.Planting.add;
import static dev.holdfast.kubernetes.Planting.alerts;
import static dev.holdfast.kubernetes.Planting.container;
import static dev.holdfast.kubernetes.Planting.dashboard;
import static dev.holdfast.kubernetes.Planting.path;
import static dev.holdfast.kubernetes.Planting.pod;
import static dev.holdfast.kubernetes.Planting.remove;
import static dev.holdfast.kubernetes.Planting.removeItem;
import static dev.holdfast.kubernetes.Planting.set;

import java.util.function.Consumer;

/** A fault in a copy of the real manifests, and the one rule that must find it. */
enum PlantedFault {
  A_MISSPELT_FIELD(VALID, set(DEPLOYMENT, container("readinesProbe"), "{}")),
  A_QUANTITY_THAT_IS_NONE(
      VALID, set(DEPLOYMENT, pod("volumes/0/emptyDir/sizeLimit"), "\"64MBytes\"")),
  A_LIST_WHERE_A_WORD_BELONGS(
      VALID, set("Ingress/holdfast", "/spec/ingressClassName", "[\"nginx\"]")),
  A_REQUIRED_FIELD_IS_MISSING(
      VALID, remove("HorizontalPodAutoscaler/holdfast", "/spec/metrics/0/type")),
  AN_API_THAT_IS_GONE(
      VALID, set("PodDisruptionBudget/holdfast", "/apiVersion", "\"policy/v1beta1\"")),
  A_WORD_THAT_THE_SERVER_REFUSES(
      WORDS, set("NetworkPolicy/dns", "/spec/policyTypes", "[\"Egres\"]")),
  A_LABEL_WITH_A_SPACE(WORDS, set(DEPLOYMENT, "/metadata/labels/version", "\"a b\"")),
  A_NAMESPACE_THAT_ENFORCES_NOTHING(
      RESTRICTED_PODS,
      remove("Namespace/holdfast", "/metadata/labels/pod-security.kubernetes.io~1enforce")),
  MAY_RUN_AS_ROOT(RESTRICTED_PODS, remove(DEPLOYMENT, pod("securityContext/runAsNonRoot"))),
  RUNS_AS_ROOT(RESTRICTED_PODS, set(DEPLOYMENT, pod("securityContext/runAsUser"), "0")),
  NO_SECCOMP_PROFILE(RESTRICTED_PODS, remove(DEPLOYMENT, pod("securityContext/seccompProfile"))),
  MAY_BECOME_MORE(
      RESTRICTED_PODS, remove(DEPLOYMENT, container("securityContext/allowPrivilegeEscalation"))),
  A_ROOT_FILE_SYSTEM_TO_WRITE_ON(
      RESTRICTED_PODS,
      set(DEPLOYMENT, container("securityContext/readOnlyRootFilesystem"), "false")),
  KEEPS_CAPABILITIES(
      RESTRICTED_PODS,
      set(DEPLOYMENT, container("securityContext/capabilities/drop"), "[\"NET_RAW\"]")),
  ON_THE_NETWORK_OF_THE_HOST(RESTRICTED_PODS, set(DEPLOYMENT, pod("hostNetwork"), "true")),
  A_DIRECTORY_OF_THE_HOST(
      RESTRICTED_PODS,
      add(DEPLOYMENT, pod("volumes"), "{\"name\":\"host\",\"hostPath\":{\"path\":\"/\"}}")),
  LATEST(FIXED_IMAGES, set(DEPLOYMENT, container("image"), "\"holdfast:latest\"")),
  NO_TAG(
      FIXED_IMAGES, set(DEPLOYMENT, container("image"), "\"registry.example.com:5000/holdfast\"")),
  A_SNAPSHOT(FIXED_IMAGES, set(DEPLOYMENT, container("image"), "\"holdfast:0.1.0-SNAPSHOT\"")),
  ANOTHER_VERSION(THIS_VERSION, set(DEPLOYMENT, container("image"), "\"holdfast:0.0.9\"")),
  NO_LIMIT_OF_MEMORY(BOUNDED_RESOURCES, remove(DEPLOYMENT, container("resources/limits/memory"))),
  NO_REQUEST_OF_CPU(BOUNDED_RESOURCES, remove(DEPLOYMENT, container("resources/requests/cpu"))),
  A_LIMIT_BELOW_THE_REQUEST(
      BOUNDED_RESOURCES, set(DEPLOYMENT, container("resources/limits/memory"), "\"512Mi\"")),
  A_TMP_WITHOUT_END(BOUNDED_RESOURCES, remove(DEPLOYMENT, pod("volumes/0/emptyDir/sizeLimit"))),
  NO_READINESS(PROBES, remove(DEPLOYMENT, container("readinessProbe"))),
  RESTARTED_WHEN_REDIS_IS_AWAY(
      PROBES,
      set(DEPLOYMENT, container("livenessProbe/httpGet/path"), "\"/actuator/health/readiness\"")),
  READY_WITHOUT_REDIS(
      PROBES,
      set(DEPLOYMENT, container("readinessProbe/httpGet/path"), "\"/actuator/health/liveness\"")),
  RESTARTED_WHEN_CUSTOMERS_TAKE_ALL_CONNECTIONS(
      PROBES, set(DEPLOYMENT, container("livenessProbe/httpGet/port"), "\"http\"")),
  NO_TIME_TO_START(PROBES, set(DEPLOYMENT, container("startupProbe/failureThreshold"), "3")),
  MOUNTS_A_TOKEN(NO_ACCOUNT_TOKEN, remove(DEPLOYMENT, pod("automountServiceAccountToken"))),
  AN_ACCOUNT_WITH_A_TOKEN(
      NO_ACCOUNT_TOKEN, set("ServiceAccount/holdfast", "/automountServiceAccountToken", "true")),
  THE_ACCOUNT_OF_ALL(NO_ACCOUNT_TOKEN, remove(DEPLOYMENT, pod("serviceAccountName"))),
  SERVICE_LINKS(NO_SERVICE_LINKS, remove(DEPLOYMENT, pod("enableServiceLinks"))),
  A_SELECTOR_BESIDE_ITS_PODS(
      SELECTORS_MATCH,
      set(DEPLOYMENT, "/spec/selector/matchLabels/app.kubernetes.io~1component", "\"server\"")),
  A_SERVICE_OF_NOBODY(
      SELECTORS_MATCH, set("Service/holdfast", "/spec/selector", "{\"app\":\"holdfast\"}")),
  A_POLICY_FOR_NOBODY(
      SELECTORS_MATCH,
      set("NetworkPolicy/holdfast-api", "/spec/podSelector/matchLabels", "{\"app\":\"holdfast\"}")),
  A_PORT_OF_NOBODY(PORTS_EXIST, set("Service/holdfast", "/spec/ports/0/targetPort", "\"web\"")),
  AN_INGRESS_TO_NOWHERE(
      PORTS_EXIST,
      set("Ingress/holdfast", "/spec/rules/0/http/paths/0/backend/service/port/name", "\"web\"")),
  A_POLICY_FOR_A_PORT_OF_NOBODY(
      PORTS_EXIST, set("NetworkPolicy/holdfast-api", "/spec/ingress/0/ports/0/port", "\"web\"")),
  ALL_MAY_LEAVE(
      DENIED_BY_DEFAULT,
      set("NetworkPolicy/deny-by-default", "/spec/policyTypes", "[\"Ingress\"]")),
  ONLY_SOME_ARE_DENIED(
      DENIED_BY_DEFAULT,
      set(
          "NetworkPolicy/deny-by-default",
          "/spec/podSelector",
          "{\"matchLabels\":{\"app.kubernetes.io/name\":\"holdfast\"}}")),
  EVERYBODY_MAY_COME(
      NARROW_POLICIES, remove("NetworkPolicy/holdfast-management", "/spec/ingress/0/from")),
  EVERY_PORT_IS_OPEN(
      NARROW_POLICIES, remove("NetworkPolicy/holdfast-api", "/spec/ingress/0/ports")),
  THE_WHOLE_INTERNET(
      NARROW_POLICIES,
      set("NetworkPolicy/holdfast-to-redis", "/spec/egress/0/to/0/ipBlock/cidr", "\"0.0.0.0/0\"")),
  AROUND_THE_INGRESS(NARROW_POLICIES, set("Service/holdfast", "/spec/type", "\"LoadBalancer\"")),
  THE_ACTUATOR_IS_PUBLIC(PUBLIC_PATHS, set("Ingress/holdfast", path(0, "path"), "\"/actuator\"")),
  THE_LAB_IS_PUBLIC(PUBLIC_PATHS, set("Ingress/holdfast", path(2, "path"), "\"/api/v1/lab\"")),
  ADMINISTRATION_IS_PUBLIC(
      PUBLIC_PATHS, set("Ingress/holdfast", path(1, "pathType"), "\"Prefix\"")),
  ALL_IS_PUBLIC(PUBLIC_PATHS, set("Ingress/holdfast", path(0, "path"), "\"/\"")),
  A_REWRITTEN_PATH(
      PUBLIC_PATHS,
      set(
          "Ingress/holdfast",
          "/metadata/annotations",
          "{\"nginx.ingress.kubernetes.io/rewrite-target\":\"/\"}")),
  THE_MANAGEMENT_PORT_IN_A_SERVICE(
      PUBLIC_PATHS,
      add(
          "Service/holdfast",
          "/spec/ports",
          "{\"name\":\"m\",\"port\":9080,\"targetPort\":\"management\"}")),
  ONE_GOES_BEFORE_ANOTHER_COMES(
      ROLLOUT, set(DEPLOYMENT, "/spec/strategy/rollingUpdate/maxUnavailable", "1")),
  ALL_ON_ONE_NODE(ROLLOUT, removeItem(DEPLOYMENT, pod("topologySpreadConstraints"), 1)),
  NO_NODE_CAN_BE_DRAINED(
      EVICTIONS, set("PodDisruptionBudget/holdfast", "/spec/maxUnavailable", "0")),
  ALL_MAY_BE_EVICTED(
      EVICTIONS, set("PodDisruptionBudget/holdfast", "/spec/maxUnavailable", "\"100%\"")),
  A_SINGLE_INSTANCE(AUTOSCALING, set("HorizontalPodAutoscaler/holdfast", "/spec/minReplicas", "1")),
  TWO_SAY_HOW_MANY(AUTOSCALING, set(DEPLOYMENT, "/spec/replicas", "3")),
  KILLED_BEFORE_IT_HAS_ENDED(
      GRACE_PERIOD, set(DEPLOYMENT, pod("terminationGracePeriodSeconds"), "15")),
  REFUSES_BEFORE_BALANCERS_KNOW(
      GRACE_PERIOD, set("ConfigMap/holdfast", "/data/HOLDFAST_SHUTDOWN_READINESS_LEAD", "\"1s\"")),
  A_PASSWORD_IN_THE_OPEN(SECRETS_BY_REFERENCE, set(DEPLOYMENT, container("env/2/value"), "\"x\"")),
  A_TOKEN_AMONG_THE_SETTINGS(
      SECRETS_BY_REFERENCE, set("ConfigMap/holdfast", "/data/HOLDFAST_ADMIN_TOKEN", "\"x\"")),
  A_PASSWORD_IN_AN_ADDRESS(
      SECRETS_BY_REFERENCE,
      set("ConfigMap/holdfast", "/data/SPRING_DATA_REDIS_URL", "\"redis://u:p@redis:6379\"")),
  A_SECRET_THAT_NOBODY_MAKES(
      REFERENCES_RESOLVE,
      set(
          DEPLOYMENT,
          container("env/3/valueFrom/secretKeyRef/name"),
          "\"holdfast-administration\"")),
  A_KEY_THAT_A_SECRET_LACKS(
      REFERENCES_RESOLVE,
      set(DEPLOYMENT, container("env/3/valueFrom/secretKeyRef/key"), "\"admin-token\"")),
  A_CONFIG_MAP_THAT_NOBODY_MAKES(
      REFERENCES_RESOLVE,
      add(DEPLOYMENT, container("envFrom"), "{\"configMapRef\":{\"name\":\"more\"}}")),
  A_VOLUME_THAT_IS_NOT_THERE(
      REFERENCES_RESOLVE,
      add(DEPLOYMENT, container("volumeMounts"), "{\"name\":\"logs\",\"mountPath\":\"/logs\"}")),
  NOTHING_TO_SCALE(
      AUTOSCALING,
      set("HorizontalPodAutoscaler/holdfast", "/spec/scaleTargetRef/name", "\"hold-fast\"")),
  NOT_THE_PRODUCTION_PROFILE(
      PRODUCTION, remove("ConfigMap/holdfast", "/data/SPRING_PROFILES_ACTIVE")),
  REDIS_IN_THE_CLEAR(
      PRODUCTION, set("ConfigMap/holdfast", "/data/SPRING_DATA_REDIS_SSL_ENABLED", "\"false\"")),
  ANY_REDIS_IS_TRUSTED(
      PRODUCTION, remove("ConfigMap/holdfast", "/data/SPRING_DATA_REDIS_SSL_BUNDLE")),
  A_CERTIFICATE_THAT_NOBODY_GIVES(
      REFERENCES_RESOLVE, set(DEPLOYMENT, pod("volumes/1/secret/items/0/key"), "\"tls.crt\"")),
  AN_ALERT_WITHOUT_A_RUNBOOK(
      "monitoring",
      ALERTS_EXPLAINED,
      alerts("operations/alerts.md#holdfastoversold", "operations/alerts.md#oversold")),
  AN_ALERT_WITHOUT_SEVERITY(
      "monitoring", ALERTS_EXPLAINED, alerts("severity: critical", "team: critical")),
  TWO_GROUPS_OF_ALERTS_OF_ONE_NAME(
      "monitoring", ALERTS_EXPLAINED, alerts("name: holdfast-orders", "name: holdfast-stock")),
  AN_ALERT_ON_NOTHING(
      "monitoring",
      ALERTS_ON_KNOWN_METRICS,
      alerts("max\\(holdfast_stock_oversold\\)", "max(holdfast_oversold)")),
  A_PANEL_ON_NOTHING(
      "monitoring",
      DASHBOARD_ON_KNOWN_METRICS,
      dashboard("max\\(holdfast_stock_oversold\\)", "max(holdfast_oversold)")),
  A_VARIABLE_ON_NOTHING(
      "monitoring",
      DASHBOARD_ON_KNOWN_METRICS,
      dashboard(
          "\"query\": \"label_values\\(holdfast_instances,",
          "\"query\": \"label_values(holdfast_pods,"));

  final String build;
  final ManifestRule rule;
  final Consumer<Manifests> plant;

  PlantedFault(ManifestRule rule, Consumer<Manifests> plant) {
    this("production", rule, plant);
  }

  PlantedFault(String build, ManifestRule rule, Consumer<Manifests> plant) {
    this.build = build;
    this.rule = rule;
    this.plant = plant;
  }
}
