package dev.holdfast.kubernetes;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Rules for settings and secrets. */
final class ReferenceRules {
  /** What the operator makes, with its keys; docs/operations/kubernetes.md tells how. */
  private static final Map<String, Set<String>> PROVIDED =
      Map.of(
          "holdfast-redis", Set.of("host", "port", "password", "ca.crt"),
          "holdfast-admin", Set.of("token"),
          "holdfast-tls", Set.of("tls.crt", "tls.key"));

  private static final Pattern SECRET_NAME =
      Pattern.compile(".*(PASSW|TOKEN|SECRET|CREDENTIAL|AUTH|PRIVATE|APIKEY|API_KEY).*");

  private static final Pattern SECRET_VALUE =
      Pattern.compile("(?i).*(redis(s)?://[^/]*@|bearer |--(requirepass|pass)[= ](?!\\$\\()).*");

  private static final Pattern OPENLY_LOCAL = Pattern.compile("local-only-.*|holdfast-redis|6379");

  private ReferenceRules() {}

  static void secretsByReference(Manifests m, Findings findings) {
    for (Resource w : m.workloads()) {
      w.containers().forEach(c -> noLiteralSecrets(w, c, findings));
    }
    m.ofKind("ConfigMap")
        .filter(map -> !m.build().equals("monitoring"))
        .forEach(map ->
            map.at("/data")
                .propertyStream()
                .forEach(e ->
                    findings.want(
                        !isSecret(e.getKey(), e.getValue()),
                        map,
                        e.getKey() + " looks like a secret")));
    m.ofKind("Secret")
        .forEach(secret ->
            findings.want(
                m.isLocal() && values(secret).allMatch(v -> OPENLY_LOCAL.matcher(v).matches()),
                secret,
                "a secret's value stands in the repository"));
  }

  private static void noLiteralSecrets(Resource w, JsonNode container, Findings findings) {
    container
        .path("env")
        .forEach(e ->
            findings.want(
                !isSecret(e.path("name").asString(""), e.path("value")),
                w,
                e.path("name") + " stands there in the open"));
    String command =
        Stream.concat(container.path("command").valueStream(), container.path("args").valueStream())
            .map(JsonNode::asString)
            .reduce("", (a, b) -> a + " " + b);
    findings.want(!SECRET_VALUE.matcher(command).matches(), w, "its command line carries a secret");
  }

  private static boolean isSecret(String name, JsonNode value) {
    return !value.isMissingNode()
        && (SECRET_NAME.matcher(name).matches()
            || SECRET_VALUE.matcher(value.asString("")).matches());
  }

  private static Stream<String> values(Resource secret) {
    return Stream.concat(
        secret
            .at("/data")
            .valueStream()
            .map(v -> Base64.getDecoder().decode(v.asString()))
            .map(b -> new String(b, StandardCharsets.UTF_8)),
        secret.at("/stringData").valueStream().map(JsonNode::asString));
  }

  static void referencesResolve(Manifests m, Findings findings) {
    for (Resource w : m.workloads()) {
      w.containers()
          .forEach(c -> {
            c.path("env").forEach(e -> wantKey(m, w, e.path("valueFrom"), findings));
            c.path("envFrom").forEach(e -> wantAll(m, w, e, findings));
          });
      w.podSpec()
          .path("volumes")
          .forEach(v -> {
            want(m, w, "ConfigMap", v.at("/configMap/name"), Optional.empty(), findings);
            want(m, w, "Secret", v.at("/secret/secretName"), Optional.empty(), findings);
            v.at("/secret/items")
                .forEach(i -> want(m, w, "Secret", v.at("/secret/secretName"), key(i), findings));
          });
      wantMounts(w, findings);
    }
    m.ofKind("Ingress")
        .forEach(i ->
            i.at("/spec/tls")
                .forEach(
                    t -> want(m, i, "Secret", t.path("secretName"), Optional.empty(), findings)));
  }

  private static void wantKey(Manifests m, Resource w, JsonNode from, Findings findings) {
    JsonNode secret = from.path("secretKeyRef");
    JsonNode map = from.path("configMapKeyRef");
    want(m, w, "Secret", secret.path("name"), key(secret), findings);
    want(m, w, "ConfigMap", map.path("name"), key(map), findings);
  }

  private static Optional<String> key(JsonNode reference) {
    return Optional.of(reference.path("key").asString(""));
  }

  private static void wantAll(Manifests m, Resource w, JsonNode from, Findings findings) {
    want(m, w, "Secret", from.at("/secretRef/name"), Optional.empty(), findings);
    want(m, w, "ConfigMap", from.at("/configMapRef/name"), Optional.empty(), findings);
  }

  private static void want(
      Manifests m, Resource by, String kind, JsonNode name, Optional<String> key, Findings f) {
    if (name.isMissingNode()) {
      return;
    }
    Optional<Resource> found = m.find(kind, name.asString());
    boolean there =
        found.isPresent()
            ? key.isEmpty() || found.get().at("/data").has(key.get())
            : isProvided(m, kind, name.asString(), key);
    f.want(there, by, "no " + kind + " " + name.asString() + key.map(k -> " with " + k).orElse(""));
  }

  private static boolean isProvided(Manifests m, String kind, String name, Optional<String> key) {
    return !m.isLocal()
        && kind.equals("Secret")
        && PROVIDED.containsKey(name)
        && (key.isEmpty() || PROVIDED.get(name).contains(key.get()));
  }

  private static void wantMounts(Resource w, Findings findings) {
    w.containers()
        .flatMap(c -> c.path("volumeMounts").valueStream())
        .map(v -> v.path("name"))
        .forEach(name ->
            findings.want(
                Stream.concat(
                        w.podSpec().path("volumes").valueStream().map(v -> v.path("name")),
                        w.at("/spec/volumeClaimTemplates")
                            .valueStream()
                            .map(v -> v.at("/metadata/name")))
                    .anyMatch(name::equals),
                w,
                "no volume " + name));
  }

  static void production(Manifests m, Findings findings) {
    for (Resource d : m.ofKind("Deployment").toList()) {
      for (var setting :
          Map.of(
                  "SPRING_PROFILES_ACTIVE", "production",
                  "SERVER_ADDRESS", "0.0.0.0",
                  "MANAGEMENT_SERVER_ADDRESS", "0.0.0.0")
              .entrySet()) {
        findings.want(
            m.setting(d, setting.getKey()).equals(setting.getValue()),
            d,
            setting.getKey() + " is not " + setting.getValue());
      }
      findings.want(
          !m.build().equals("production")
              || m.setting(d, "SPRING_DATA_REDIS_SSL_ENABLED").equals("true"),
          d,
          "it talks to Redis in the clear");
      findings.want(
          !m.build().equals("production")
              || m.setting(d, "SPRING_DATA_REDIS_SSL_BUNDLE").equals("redis"),
          d,
          "it does not say whose certificate of Redis it trusts");
      findings.want(
          d.containers()
              .flatMap(c -> c.path("env").valueStream())
              .anyMatch(e -> e.path("name").asString("").equals("HOLDFAST_ADMIN_TOKEN")),
          d,
          "administration has no token");
    }
    findings.want(
        PROVIDED.keySet().stream().allMatch(operations()::contains),
        "docs/operations/kubernetes.md",
        "a Secret that the operator makes is not described");
  }

  static String operations() {
    return Yaml.text(Path.of("docs/operations/kubernetes.md"));
  }
}
