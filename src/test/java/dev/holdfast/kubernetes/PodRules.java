package dev.holdfast.kubernetes;

import io.kubernetes.client.custom.Quantity;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules for what runs in pods. */
final class PodRules {
  private static final String LIVENESS = "/actuator/health/liveness";
  private static final String READINESS = "/actuator/health/readiness";
  private static final Set<String> HARMLESS_VOLUMES =
      Set.of(
          "configMap", "secret", "emptyDir", "projected", "downwardAPI", "persistentVolumeClaim");

  private static final Pattern FIXED_IMAGE =
      Pattern.compile(".+@sha256:[0-9a-f]{64}|.+:(?!latest$)[A-Za-z0-9_][A-Za-z0-9_.-]*");

  private static final Pattern OUR_IMAGE =
      Pattern.compile("\\bholdfast(?:-load-test)?:(\\d+(?:\\.\\d+)+)");

  private static final Pattern OUR_VERSION =
      Pattern.compile("<artifactId>holdfast</artifactId>\\s*<version>([^<-]+)");

  private static final int STARTUP_SECONDS_MIN = 60;

  private PodRules() {}

  static void restricted(Manifests m, Findings findings) {
    for (Resource w : m.workloads()) {
      findings.want(
          m.find("Namespace", w.namespace())
              .filter(n ->
                  n.at("/metadata/labels")
                      .path("pod-security.kubernetes.io/enforce")
                      .asString("")
                      .equals("restricted"))
              .isPresent(),
          w,
          "its namespace does not enforce the restricted pod security standard");
      JsonNode pod = w.podSpec();
      JsonNode context = pod.path("securityContext");
      findings.want(context.path("runAsNonRoot").asBoolean(false), w, "runAsNonRoot is not true");
      findings.want(context.path("runAsUser").asInt(0) > 0, w, "runAsUser is root or not said");
      findings.want(
          context.at("/seccompProfile/type").asString("").equals("RuntimeDefault"),
          w,
          "seccompProfile is not RuntimeDefault");
      for (String host : List.of("hostNetwork", "hostPID", "hostIPC")) {
        findings.want(!pod.has(host), w, host + " is set");
      }
      pod.path("volumes").forEach(v -> findings.want(isHarmless(v), w, "volume " + v));
      w.containers().forEach(c -> restricted(w, c, findings));
    }
  }

  private static void restricted(Resource w, JsonNode container, Findings findings) {
    JsonNode context = container.path("securityContext");
    findings.want(
        !context.path("allowPrivilegeEscalation").asBoolean(true),
        w,
        "allowPrivilegeEscalation is not false");
    findings.want(
        context.path("readOnlyRootFilesystem").asBoolean(false),
        w,
        "readOnlyRootFilesystem is not true");
    findings.want(
        context.at("/capabilities/drop").valueStream().anyMatch(d -> d.asString().equals("ALL"))
            && !context.path("capabilities").has("add"),
        w,
        "not every capability is dropped");
    for (String other : List.of("privileged", "runAsUser", "runAsNonRoot", "seccompProfile")) {
      findings.want(!context.has(other), w, "a container sets " + other + " for itself");
    }
    container
        .path("ports")
        .forEach(p -> findings.want(!p.has("hostPort"), w, "a port of the host is used"));
  }

  private static boolean isHarmless(JsonNode volume) {
    return volume.propertyNames().stream()
        .filter(n -> !n.equals("name"))
        .allMatch(HARMLESS_VOLUMES::contains);
  }

  static void fixedImages(Manifests m, Findings findings) {
    for (Resource w : m.workloads()) {
      w.containers()
          .map(c -> c.path("image").asString(""))
          .forEach(image -> {
            String name = image.substring(image.lastIndexOf('/') + 1);
            findings.want(
                FIXED_IMAGE.matcher(name).matches() && !name.endsWith("-SNAPSHOT"),
                w,
                "image " + image + " can change under its name");
          });
    }
  }

  static void thisVersion(Manifests m, Findings findings) {
    Matcher pom = OUR_VERSION.matcher(Yaml.text(Path.of("pom.xml")));
    String version = pom.find() ? pom.group(1) : "?";
    for (Resource w : m.workloads()) {
      w.containers().forEach(c -> sameVersion(version, c.path("image").asString(""), w, findings));
    }
    sameVersion(version, ReferenceRules.operations(), "docs/operations/kubernetes.md", findings);
  }

  private static void sameVersion(String version, String text, Object where, Findings findings) {
    OUR_IMAGE
        .matcher(text)
        .results()
        .forEach(image ->
            findings.want(
                image.group(1).equals(version),
                where,
                image.group() + ", but what is built is " + version));
  }

  static void boundedResources(Manifests m, Findings findings) {
    for (Resource w : m.workloads()) {
      w.containers()
          .map(c -> c.path("resources"))
          .forEach(r -> {
            for (String resource : List.of("cpu", "memory")) {
              String request = r.at("/requests/" + resource).asString("");
              String limit = r.at("/limits/" + resource).asString("");
              findings.want(
                  !request.isEmpty() && !limit.isEmpty() && quantity(request) <= quantity(limit),
                  w,
                  "no request and limit of " + resource + " above it");
            }
          });
      w.podSpec()
          .path("volumes")
          .valueStream()
          .filter(v -> v.has("emptyDir"))
          .forEach(v ->
              findings.want(
                  v.path("emptyDir").has("sizeLimit"), w, "an emptyDir without a sizeLimit"));
    }
  }

  private static double quantity(String text) {
    return Quantity.fromString(text).getNumber().doubleValue();
  }

  static void probes(Manifests m, Findings findings) {
    for (Resource w : m.services()) {
      w.containers().forEach(c -> probes(w, c, findings));
    }
    m.find("Deployment", "holdfast").ifPresent(w -> holdfastProbes(w, findings));
  }

  private static void probes(Resource w, JsonNode container, Findings findings) {
    JsonNode startup = container.path("startupProbe");
    JsonNode liveness = container.path("livenessProbe");
    JsonNode readiness = container.path("readinessProbe");
    if (startup.isMissingNode() || liveness.isMissingNode() || readiness.isMissingNode()) {
      findings.want(false, w, "not all of startup, liveness and readiness probe are there");
      return;
    }
    findings.want(
        !question(liveness).equals(question(readiness)),
        w,
        "liveness and readiness ask the same question");
    findings.want(
        patience(startup) >= STARTUP_SECONDS_MIN && patience(startup) > patience(liveness),
        w,
        "the startup probe does not leave time to start");
    findings.want(
        patience(readiness) < patience(liveness), w, "it is restarted before it is left alone");
  }

  private static void holdfastProbes(Resource w, Findings findings) {
    JsonNode container = w.at("/spec/template/spec/containers/0");
    for (String[] probe :
        new String[][] {
          {"startupProbe", LIVENESS}, {"livenessProbe", LIVENESS}, {"readinessProbe", READINESS}
        }) {
      JsonNode get = container.path(probe[0]).path("httpGet");
      findings.want(
          get.path("path").asString("").equals(probe[1])
              && get.path("port").asString("").equals("management"),
          w,
          probe[0] + " does not ask " + probe[1] + " on the management port");
    }
  }

  /** What a probe asks, without how often and how patiently. */
  private static JsonNode question(JsonNode probe) {
    return ((ObjectNode) probe.deepCopy()).retain("httpGet", "exec", "tcpSocket", "grpc");
  }

  private static int patience(JsonNode probe) {
    return probe.path("periodSeconds").asInt(10) * probe.path("failureThreshold").asInt(3);
  }

  static void noAccountToken(Manifests m, Findings findings) {
    for (Resource w : m.workloads()) {
      String account = w.podSpec().path("serviceAccountName").asString("default");
      findings.want(
          m.find("ServiceAccount", account)
              .filter(a -> !a.at("/automountServiceAccountToken").asBoolean(true))
              .isPresent(),
          w,
          "no account of its own, whose token is not mounted");
      findings.want(
          !w.podSpec().path("automountServiceAccountToken").asBoolean(true),
          w,
          "the token of its account is mounted");
    }
    m.resources()
        .forEach(r ->
            findings.want(
                !r.text("/apiVersion").startsWith("rbac."), r, "nobody needs rights here"));
  }

  static void noServiceLinks(Manifests m, Findings findings) {
    m.workloads()
        .forEach(w ->
            findings.want(
                !w.podSpec().path("enableServiceLinks").asBoolean(true),
                w,
                "HOLDFAST_PORT and the like would be taken for settings"));
  }
}
