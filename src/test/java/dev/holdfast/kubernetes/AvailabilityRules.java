package dev.holdfast.kubernetes;

import dev.holdfast.kubernetes.ManifestRule.Findings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.boot.convert.DurationStyle;
import tools.jackson.databind.JsonNode;

/** Rules for staying up while things change. */
final class AvailabilityRules {
  private static final Path SETTINGS = Path.of("src/main/resources/application.yaml");

  private static final List<String> SHUTDOWN_BOUNDS =
      List.of(
          "HOLDFAST_SHUTDOWN_READINESS_LEAD",
          "HOLDFAST_SHUTDOWN_IN_FLIGHT_MAX",
          "HOLDFAST_SHUTDOWN_REFUSING");

  /** Listener, sweeper, lease, clients of Redis: each may take as long as one phase may. */
  private static final int SHUTDOWN_PHASES = 4;

  /** In how many rounds of starting and ending instances a rollout of all is done, at most. */
  private static final int ROUNDS_MAX = 4;

  private static final int LOST_SECONDS_MAX = 60;

  /** How annotations begin that tell the cluster's autoscaler about eviction. */
  private static final String EMPTIED = "cluster-autoscaler.kubernetes.io/safe-to-evict";

  private AvailabilityRules() {}

  static void rollout(Manifests m, Findings findings) {
    for (Resource d : m.ofKind("Deployment").toList()) {
      JsonNode rolling = d.at("/spec/strategy/rollingUpdate");
      findings.want(
          rolling.path("maxUnavailable").asString("").equals("0")
              && !List.of("", "0", "0%").contains(rolling.path("maxSurge").asString("")),
          d,
          "a rollout takes an instance away before another has come");
      int most = m.find("HorizontalPodAutoscaler", d.name()).map(AvailabilityRules::most).orElse(1);
      findings.want(
          Math.ceilDiv(most, Math.max(1, share(rolling.path("maxSurge"), most))) <= ROUNDS_MAX,
          d,
          "a rollout of " + most + " instances takes more than " + ROUNDS_MAX + " rounds");
    }
  }

  private static int most(Resource hpa) {
    return hpa.at("/spec/maxReplicas").asInt(1);
  }

  static void spread(Manifests m, Findings findings) {
    for (Resource d : m.ofKind("Deployment").toList()) {
      List<JsonNode> constraints =
          d.podSpec().path("topologySpreadConstraints").valueStream().toList();
      for (String key : List.of("topology.kubernetes.io/zone", "kubernetes.io/hostname")) {
        findings.want(
            constraints.stream().anyMatch(c -> c.path("topologyKey").asString("").equals(key)),
            d,
            "all instances may stand in one " + key);
      }
      findings.want(
          constraints.stream()
              .allMatch(c ->
                  c.path("matchLabelKeys")
                      .valueStream()
                      .anyMatch(key -> key.asString().equals("pod-template-hash"))),
          d,
          "old and new instances are counted together, and zones are empty after a rollout");
    }
  }

  static void nodes(Manifests m, Findings findings) {
    for (Resource w : m.workloads()) {
      w.containers()
          .map(c -> c.path("resources"))
          .forEach(r ->
              findings.want(
                  r.at("/requests/memory").isString()
                      && r.at("/requests/memory").equals(r.at("/limits/memory")),
                  w,
                  "it may use more memory than it asks for, and is evicted first"));
      JsonNode annotations = w.at("/spec/template/metadata/annotations");
      List<String> emptied =
          List.of(annotations.path(EMPTIED + "-local-volumes").asString("").split(","));
      boolean stays = annotations.path(EMPTIED).asString("").equals("false");
      w.podSpec()
          .path("volumes")
          .valueStream()
          .filter(volume -> volume.has("emptyDir"))
          .map(volume -> volume.path("name").asString())
          .forEach(volume ->
              findings.want(
                  stays || emptied.contains(volume),
                  w,
                  "the autoscaler does not know whether a node with its " + volume + " may go"));
    }
    for (Resource d : m.ofKind("Deployment").toList()) {
      for (String taint : List.of("not-ready", "unreachable")) {
        findings.want(
            d.podSpec()
                .path("tolerations")
                .valueStream()
                .filter(t -> t.path("key").asString("").equals("node.kubernetes.io/" + taint))
                .anyMatch(t -> t.path("tolerationSeconds").asInt(300) <= LOST_SECONDS_MAX),
            d,
            "an instance on a node that is " + taint + " is replaced after minutes");
      }
    }
  }

  static void awaitsService(Manifests m, Findings findings) {
    for (Resource job : m.ofKind("Job").toList()) {
      String waits =
          job.podSpec()
              .path("initContainers")
              .valueStream()
              .flatMap(c -> c.path("args").valueStream())
              .map(JsonNode::asString)
              .collect(Collectors.joining());
      findings.want(
          waits.contains("/readyz") && waits.contains("$SECONDS"),
          job,
          "it does not wait, bounded, until the service is ready");
    }
  }

  static void evictions(Manifests m, Findings findings) {
    for (Resource hpa : m.ofKind("HorizontalPodAutoscaler").toList()) {
      // Fewer than two are another rule's matter.
      int fewest = Math.max(2, hpa.at("/spec/minReplicas").asInt(1));
      for (Resource target : target(m, hpa)) {
        List<Resource> budgets =
            m.ofKind("PodDisruptionBudget")
                .filter(b -> target.isSelectedBy(b.at("/spec/selector/matchLabels")))
                .toList();
        findings.want(budgets.size() == 1, target, "not one budget bounds its disruptions");
        budgets.forEach(budget -> {
          int mayGo = share(budget.at("/spec/maxUnavailable"), fewest);
          findings.want(mayGo >= 1, budget, "no node can ever be drained");
          findings.want(mayGo < fewest, budget, "all instances may be evicted at once");
        });
      }
    }
  }

  /** A number, or a percentage, which Kubernetes rounds up. */
  private static int share(JsonNode value, int of) {
    String text = value.asString("0");
    return text.endsWith("%")
        ? Math.ceilDiv(Integer.parseInt(text.substring(0, text.length() - 1)) * of, 100)
        : Integer.parseInt(text);
  }

  private static List<Resource> target(Manifests m, Resource hpa) {
    return m
        .find(hpa.text("/spec/scaleTargetRef/kind"), hpa.text("/spec/scaleTargetRef/name"))
        .stream()
        .toList();
  }

  static void autoscaling(Manifests m, Findings findings) {
    for (Resource d : m.ofKind("Deployment").toList()) {
      findings.want(
          m.ofKind("HorizontalPodAutoscaler").anyMatch(h -> target(m, h).contains(d)),
          d,
          "nothing scales it");
    }
    for (Resource hpa : m.ofKind("HorizontalPodAutoscaler").toList()) {
      int min = hpa.at("/spec/minReplicas").asInt(1);
      findings.want(min >= 2, hpa, "one instance is no rolling restart");
      findings.want(hpa.at("/spec/maxReplicas").asInt(0) > min, hpa, "it cannot grow");
      for (Resource target : target(m, hpa)) {
        findings.want(
            !target.at("/spec").has("replicas"), target, "replicas are the autoscaler's to set");
      }
    }
  }

  static void gracePeriod(Manifests m, Findings findings) {
    Duration phase =
        duration(
            Yaml.documents(SETTINGS)
                .getFirst()
                .at("/spring/lifecycle/timeout-per-shutdown-phase")
                .asString());
    for (Resource d : m.ofKind("Deployment").toList()) {
      if (SHUTDOWN_BOUNDS.stream().anyMatch(bound -> m.setting(d, bound).isEmpty())) {
        findings.want(false, d, "not all of " + SHUTDOWN_BOUNDS + " are set");
        continue;
      }
      long needed =
          SHUTDOWN_BOUNDS.stream()
              .map(bound -> duration(m.setting(d, bound)))
              .reduce(phase.multipliedBy(SHUTDOWN_PHASES), Duration::plus)
              .toSeconds();
      findings.want(
          d.podSpec().path("terminationGracePeriodSeconds").asInt(30) > needed,
          d,
          "it would be killed before it has ended, which may take " + needed + " s");
      Duration lead = duration(m.setting(d, SHUTDOWN_BOUNDS.getFirst()));
      JsonNode readiness = d.at("/spec/template/spec/containers/0/readinessProbe");
      findings.want(
          readiness.isMissingNode()
              || lead.toSeconds()
                  > readiness.path("periodSeconds").asInt(10)
                      * (long) readiness.path("failureThreshold").asInt(3),
          d,
          "it refuses orders before probes have seen that it drains");
    }
  }

  private static Duration duration(String text) {
    return DurationStyle.detectAndParse(text);
  }
}
