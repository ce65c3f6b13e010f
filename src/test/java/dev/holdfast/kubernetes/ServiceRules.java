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
  private static final String LIVENESS = "/actuator/health/liveness";
  private static final int STARTUP_SECONDS_MIN = 60;

  private static final Pattern OUR_IMAGE =
      Pattern.compile("\\bholdfast(?:-load-test)?:(\\d+(?:\\.\\d+)+)");

  private static final Pattern OUR_VERSION =
      Pattern.compile("<artifactId>holdfast</artifactId>\\s*<version>([^<-]+)");

  /** What the operator makes, with its keys; the handbook tells how. */
  private static final Map<String, Set<String>> PROVIDED =
      Map.of(
          "holdfast-redis", Set.of("host", "port", "password", "ca.crt"),
          "holdfast-postgres", Set.of("address", "username", "password", "ca.crt"),
          "holdfast-admin", Set.of("token"),
          "holdfast-tls", Set.of("tls.crt", "tls.key"));

  private static final Map<String, String> EVERYWHERE =
      Map.of(
          "SPRING_PROFILES_ACTIVE", "production",
          "SERVER_ADDRESS", "0.0.0.0",
          "MANAGEMENT_SERVER_ADDRESS", "0.0.0.0");

  /** What each build for production has besides: its store, over TLS. */
  private static final Map<String, Map<String, String>> IN_PRODUCTION =
      Map.of(
          "production",
          Map.of("SPRING_DATA_REDIS_SSL_ENABLED", "true", "SPRING_DATA_REDIS_SSL_BUNDLE", "redis"),
          "postgres",
          Map.of(
              "HOLDFAST_STORE",
              "postgres",
              "SPRING_DATASOURCE_URL",
              "jdbc:postgresql://${POSTGRES_ADDRESS}?sslmode=verify-full&sslrootcert=/etc/holdfast/postgres/ca.crt"));

  /** How the settings of each store begin, and the policy that opens the way to it. */
  private static final Map<String, String> STORES =
      Map.of(
          "SPRING_DATA_REDIS_", "holdfast-to-redis", "SPRING_DATASOURCE_", "holdfast-to-postgres");

  /** Settings whose value is a secret, or may carry one. */
  private static final Pattern SECRET = Pattern.compile(".*(PASSWORD|TOKEN|SECRET|REDIS_URL).*");

  private ServiceRules() {}

  static void thisVersion(Manifests m, Findings findings) {
    String version =
        OUR_VERSION
            .matcher(Yaml.text(Path.of("pom.xml")))
            .results()
            .findFirst()
            .orElseThrow()
            .group(1);
    Stream.concat(
            m.workloads().stream()
                .flatMap(Resource::containers)
                .map(c -> c.path("image").asString("")),
            Stream.of(Yaml.text(HANDBOOK)))
        .flatMap(text -> OUR_IMAGE.matcher(text).results())
        .forEach(image ->
            findings.want(image.group(1).equals(version), image.group(), version + " is built"));
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
      Stream.of(EVERYWHERE, IN_PRODUCTION.getOrDefault(m.build(), Map.of()))
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
    for (Resource w : m.workloads()) {
      findings.want(
          m.find("Namespace", w.namespace())
              .map(n -> n.at("/metadata/labels/pod-security.kubernetes.io~1enforce").asString(""))
              .filter("restricted"::equals)
              .isPresent(),
          w,
          "its namespace does not enforce the restricted pod security standard");
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
          .filter(JsonNode::isObject)
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
