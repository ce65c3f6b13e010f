package dev.holdfast.kubernetes;

import dev.holdfast.kubernetes.ManifestRule.Findings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Rules for the service: its version, probes, settings and secrets. */
final class ServiceRules {
  private static final Path HANDBOOK = Path.of("docs/operations/kubernetes.md");
  private static final Map<String, String> SERVICE =
      Map.of("app.kubernetes.io/name", "holdfast", "app.kubernetes.io/component", "service");
  private static final Map<String, String> REDIS = Map.of("app.kubernetes.io/name", "redis");
  private static final String LIVENESS = "/actuator/health/liveness";
  private static final int STARTUP_SECONDS_MIN = 60;

  private static final Pattern OUR_IMAGE =
      Pattern.compile("\\bholdfast(?:-load-test)?:(\\d+(?:\\.\\d+)+)");

  private static final Pattern OUR_VERSION =
      Pattern.compile("<artifactId>holdfast</artifactId>\\s*<version>([^<-]+)");

  /** What the operator makes, with its keys; the handbook tells how. */
  private static final Map<String, Set<String>> PROVIDED =
      Map.of(
          "holdfast-redis",
              Set.of("host", "port", "master", "nodes", "username", "password", "ca.crt"),
          "holdfast-postgres", Set.of("address", "username", "password", "ca.crt"),
          "holdfast-admin", Set.of("token"),
          "holdfast-tls", Set.of("tls.crt", "tls.key"),
          "holdfast-registry", Set.of(".dockerconfigjson"));

  private static final Map<String, String> EVERYWHERE =
      Map.of(
          "SPRING_PROFILES_ACTIVE", "production",
          "SERVER_ADDRESS", "0.0.0.0",
          "MANAGEMENT_SERVER_ADDRESS", "0.0.0.0");

  /** What builds for production have besides: their store, over TLS. */
  private static final Map<String, String> ON_REDIS =
      Map.of("SPRING_DATA_REDIS_SSL_ENABLED", "true", "SPRING_DATA_REDIS_SSL_BUNDLE", "redis");

  private static final Map<String, String> ON_POSTGRES =
      Map.of(
          "HOLDFAST_STORE",
          "postgres",
          "SPRING_DATASOURCE_URL",
          "jdbc:postgresql://${POSTGRES_ADDRESS}?sslmode=verify-full&sslrootcert=/etc/holdfast/postgres/ca.crt");

  /** Selectors of the last release. Those of workloads cannot be changed once they are there. */
  private static final Map<String, Map<String, String>> SELECTORS =
      Map.of(
          "Deployment/holdfast", SERVICE,
          "Service/holdfast", SERVICE,
          "PodDisruptionBudget/holdfast", SERVICE,
          "StatefulSet/holdfast-redis", REDIS,
          "Service/holdfast-redis", REDIS);

  private static final List<String> USUAL_LABELS =
      List.of("app.kubernetes.io/name", "app.kubernetes.io/component", "app.kubernetes.io/part-of");

  /** Kinds that belong to no namespace. */
  private static final Set<String> OF_THE_CLUSTER = Set.of("Namespace", "PriorityClass");

  /** How the settings of each store begin, and the policy that opens the way to it. */
  private static final Map<String, String> STORES =
      Map.of(
          "SPRING_DATA_REDIS_", "holdfast-to-redis", "SPRING_DATASOURCE_", "holdfast-to-postgres");

  /** Settings whose value is a secret, or may carry one. */
  private static final Pattern SECRET = Pattern.compile(".*(PASSWORD|TOKEN|SECRET|REDIS_URL).*");

  private ServiceRules() {}

  static void thisVersion(Manifests m, Findings findings) {
    String version = version();
    Stream.concat(
            m.workloads().stream()
                .flatMap(Resource::containers)
                .map(c -> c.path("image").asString("")),
            Stream.of(Yaml.text(HANDBOOK)))
        .flatMap(text -> OUR_IMAGE.matcher(text).results())
        .forEach(image ->
            findings.want(image.group(1).equals(version), image.group(), version + " is built"));
  }

  private static String version() {
    return OUR_VERSION
        .matcher(Yaml.text(Path.of("pom.xml")))
        .results()
        .findFirst()
        .orElseThrow()
        .group(1);
  }

  static void probes(Manifests m, Findings findings) {
    m.find("Deployment", "holdfast")
        .ifPresent(w -> {
          JsonNode container = w.podSpec().at("/containers/0");
          Map.of(
                  "startupProbe", LIVENESS,
                  "livenessProbe", LIVENESS,
                  "readinessProbe", "/actuator/health/readiness")
              .forEach((probe, path) -> {
                JsonNode get = container.path(probe).path("httpGet");
                findings.want(
                    get.path("path").asString("").equals(path)
                        && get.path("port").asString("").equals("management"),
                    w,
                    probe + " does not ask " + path + " on the management port");
              });
          findings.want(
              patience(container, "startupProbe") >= STARTUP_SECONDS_MIN,
              w,
              "the startup probe does not leave time to start");
          findings.want(
              patience(container, "readinessProbe") < patience(container, "livenessProbe"),
              w,
              "it is restarted before it is left alone");
        });
  }

  private static int patience(JsonNode container, String probe) {
    return container.path(probe).path("periodSeconds").asInt(10)
        * container.path(probe).path("failureThreshold").asInt(3);
  }

  static void production(Manifests m, Findings findings) {
    for (Resource d : m.ofKind("Deployment").toList()) {
      Map<String, String> store =
          m.isOnRedis() ? ON_REDIS : m.isOnPostgres() ? ON_POSTGRES : Map.of();
      Stream.of(EVERYWHERE, store)
          .flatMap(settings -> settings.entrySet().stream())
          .forEach(setting ->
              findings.want(
                  m.setting(d, setting.getKey()).equals(setting.getValue()),
                  d,
                  setting.getKey() + " is not " + setting.getValue()));
      findings.want(
          d.environment().anyMatch(e -> e.path("name").asString("").equals("HOLDFAST_ADMIN_TOKEN")),
          d,
          "administration has no token");
      findings.want(
          !d.podSpec().path("enableServiceLinks").asBoolean(true),
          d,
          "HOLDFAST_PORT and the like would be taken for settings");
    }
  }

  static void labels(Manifests m, Findings findings) {
    String version = version();
    for (Resource w : m.workloads()) {
      for (String labels : List.of("/metadata/labels", "/spec/template/metadata/labels")) {
        USUAL_LABELS.forEach(label ->
            findings.want(w.at(labels).has(label), w, "has no " + label + " in " + labels));
      }
    }
    m.resources()
        .forEach(r -> {
          JsonNode said = r.at("/metadata/labels").path("app.kubernetes.io/version");
          findings.want(
              said.isMissingNode() || said.asString("").equals(version), r, "is of " + said);
        });
  }

  static void selectorsKept(Manifests m, Findings findings) {
    for (Resource r : m.resources()) {
      JsonNode selector = r.at("/spec/selector");
      if (!List.of("NetworkPolicy", "PodMonitor").contains(r.kind()) && selector.isObject()) {
        JsonNode labels = selector.has("matchLabels") ? selector.get("matchLabels") : selector;
        findings.want(
            labels
                .propertyStream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().asString("")))
                .equals(SELECTORS.get(r.id())),
            r,
            "its selector is not that of the last release");
      }
    }
  }

  static void namespaceApart(Manifests m, Findings findings) {
    if (!m.isBootstrap()) {
      m.resources()
          .forEach(r ->
              findings.want(
                  !OF_THE_CLUSTER.contains(r.kind()),
                  r,
                  "is deleted with the overlay, and a tenant may not apply it"));
      return;
    }
    m.resources()
        .forEach(r -> findings.want(OF_THE_CLUSTER.contains(r.kind()), r, "is of a namespace"));
    findings.want(m.find("Namespace", "holdfast").isPresent(), m.build(), "has no namespace");
    m.ofKind("Namespace")
        .forEach(n -> {
          JsonNode metadata = n.at("/metadata");
          findings.want(
              metadata
                  .at("/labels/pod-security.kubernetes.io~1enforce")
                  .asString("")
                  .equals("restricted"),
              n,
              "does not enforce the restricted pod security standard");
          findings.want(
              metadata
                      .at("/annotations/argocd.argoproj.io~1sync-options")
                      .asString("")
                      .equals("Prune=false,Delete=false")
                  && metadata
                      .at("/annotations/kustomize.toolkit.fluxcd.io~1prune")
                      .asString("")
                      .equals("disabled"),
              n,
              "is pruned, with the Secrets in it, by a tool that finds it in no set any more");
        });
  }

  static void confined(Manifests m, Findings findings) {
    for (Resource w : m.workloads()) {
      JsonNode pod = w.podSpec();
      findings.want(
          pod.at("/securityContext/runAsNonRoot").asBoolean(false)
              && pod.at("/securityContext/seccompProfile/type")
                  .asString("")
                  .equals("RuntimeDefault")
              && !pod.path("automountServiceAccountToken").asBoolean(true),
          w,
          "is not confined");
      w.containers()
          .map(c -> c.path("securityContext"))
          .forEach(c ->
              findings.want(
                  !c.path("allowPrivilegeEscalation").asBoolean(true)
                      && c.path("readOnlyRootFilesystem").asBoolean(false)
                      && c.at("/capabilities/drop/0").asString("").equals("ALL"),
                  w,
                  "has a container that is not confined"));
      findings.want(
          !m.build().equals("openshift") || !pod.path("securityContext").has("runAsUser"),
          w,
          "asks for a user id where the project gives one");
    }
  }

  static void oneStore(Manifests m, Findings findings) {
    // Overlays say which it is.
    if (m.build().equals("base")) {
      return;
    }
    for (Resource d : m.ofKind("Deployment").toList()) {
      Set<String> names =
          Stream.concat(d.environment().map(e -> e.path("name").asString("")), m.settings(d))
              .collect(Collectors.toSet());
      List<String> stores =
          STORES.entrySet().stream()
              .filter(store -> names.stream().anyMatch(name -> name.startsWith(store.getKey())))
              .map(Map.Entry::getValue)
              .toList();
      findings.want(stores.size() == 1, d, "has settings of " + stores.size() + " stores");
      findings.want(
          stores.stream().allMatch(way -> m.find("NetworkPolicy", way).isPresent()),
          d,
          "no way to its store is open");
    }
  }

  static void secretsByReference(Manifests m, Findings findings) {
    m.workloads().stream()
        .flatMap(Resource::environment)
        .filter(e -> e.has("value"))
        .forEach(e -> wantOpen(e.path("name").asString(), findings));
    m.ofKind("ConfigMap")
        .flatMap(map -> map.at("/data").propertyStream())
        .forEach(e -> {
          wantOpen(e.getKey(), findings);
          findings.want(
              !e.getKey().endsWith("_URL") || !e.getValue().asString("").contains("password="),
              e.getKey(),
              "has a password in it");
        });
    m.ofKind("Secret")
        .forEach(s -> findings.want(m.isLocal(), s, "its value is in the repository"));
  }

  private static void wantOpen(String setting, Findings findings) {
    findings.want(!SECRET.matcher(setting).matches(), setting, "stands there in the open");
  }

  static void referencesResolve(Manifests m, Findings findings) {
    for (Resource w : m.workloads()) {
      w.environment()
          .map(e -> e.at("/valueFrom/secretKeyRef"))
          .filter(r -> r.isObject() && !r.path("optional").asBoolean(false))
          .forEach(r -> wantSecret(m, r.path("name"), r.path("key").asString(), findings));
      w.containers()
          .flatMap(c -> c.path("envFrom").valueStream())
          .map(e -> e.at("/configMapRef/name").asString(""))
          .forEach(name -> findings.want(m.find("ConfigMap", name).isPresent(), w, "no " + name));
      for (JsonNode volume : w.podSpec().path("volumes")) {
        volume
            .at("/secret/items")
            .forEach(i ->
                wantSecret(m, volume.at("/secret/secretName"), i.path("key").asString(), findings));
      }
    }
    m.ofKind("Ingress")
        .flatMap(i -> i.at("/spec/tls").valueStream())
        .forEach(t -> wantSecret(m, t.path("secretName"), "tls.crt", findings));
    m.ofKind("ServiceAccount")
        .flatMap(a -> a.at("/imagePullSecrets").valueStream())
        .forEach(s -> wantSecret(m, s.path("name"), ".dockerconfigjson", findings));
    for (Resource w : m.workloads()) {
      String priority = w.podSpec().path("priorityClassName").asString("holdfast");
      findings.want(priority.equals("holdfast"), w, "bootstrap makes no class " + priority);
    }
    String handbook = Yaml.text(HANDBOOK);
    PROVIDED
        .keySet()
        .forEach(s -> findings.want(handbook.contains(s), HANDBOOK, "nothing of " + s));
  }

  private static void wantSecret(Manifests m, JsonNode name, String key, Findings findings) {
    boolean there =
        m.isLocal()
            ? m.find("Secret", name.asString()).filter(s -> s.at("/data").has(key)).isPresent()
            : PROVIDED.getOrDefault(name.asString(), Set.of()).contains(key);
    findings.want(there, name, "no such secret with " + key);
  }
}
