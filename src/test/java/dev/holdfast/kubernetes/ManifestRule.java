package dev.holdfast.kubernetes;

import java.util.ArrayList;
import java.util.List;

/** What must hold in every build of the manifests. {@link PlantedFaultTest} breaches each. */
enum ManifestRule {
  /** Kubernetes knows every field, and can read every value. */
  VALID((m, f) ->
      m.resources().forEach(r -> KubernetesModel.complaint(r).ifPresent(c -> f.want(false, r, c)))),
  /** The manifests run what this project builds, and its handbook says so too. */
  THIS_VERSION(ServiceRules::thisVersion),
  /** The usual labels, and selectors as the last release had them: they cannot be changed. */
  LABELS(ServiceRules::labels),
  SELECTORS_KEPT(ServiceRules::selectorsKept),
  /** What belongs to the whole cluster is apart, so that deleting an overlay deletes none of it. */
  NAMESPACE_APART(ServiceRules::namespaceApart),
  /** No rights, no writable root, no fixed user where the platform gives one. */
  CONFINED(ServiceRules::confined),
  /** Started, alive and ready are three questions, on the management port. */
  PROBES(ServiceRules::probes),
  PRODUCTION(ServiceRules::production),
  /** Settings of one store and no other, and a way to it. */
  ONE_STORE(ServiceRules::oneStore),
  SECRETS_BY_REFERENCE(ServiceRules::secretsByReference),
  REFERENCES_RESOLVE(ServiceRules::referencesResolve),
  SELECTORS_MATCH(NetworkRules::selectorsMatch),
  PORTS_EXIST(NetworkRules::portsExist),
  DENIED_BY_DEFAULT(NetworkRules::deniedByDefault),
  /** What is allowed names who, and on which port. */
  NARROW_POLICIES(NetworkRules::narrowPolicies),
  /** Nothing of the administration, the lab or the actuator. */
  PUBLIC_PATHS(NetworkRules::publicPaths),
  ROLLOUT(AvailabilityRules::rollout),
  /** Each version is spread over zones and nodes by itself. */
  SPREAD(AvailabilityRules::spread),
  /** A node that runs short, is lost or is emptied. */
  NODES(AvailabilityRules::nodes),
  /** What starts with the service waits until that is ready, and not for ever. */
  AWAITS_SERVICE(AvailabilityRules::awaitsService),
  EVICTIONS(AvailabilityRules::evictions),
  AUTOSCALING(AvailabilityRules::autoscaling),
  GRACE_PERIOD(AvailabilityRules::gracePeriod),
  ALERTS_EXPLAINED(MonitoringRules::explained),
  /** Each pod by one way, and each alert and panel for one namespace. */
  SCRAPED_ONCE(MonitoringRules::scrapedOnce),
  BY_NAMESPACE(MonitoringRules::byNamespace),
  KNOWN_METRICS(MonitoringRules::onKnownMetrics);

  private final Check check;

  /** Looks at manifests, and notes what it finds wanting. */
  private interface Check {
    void accept(Manifests manifests, Findings findings);
  }

  /** Where what a rule finds wanting is noted. */
  interface Findings {
    void want(boolean holds, Object where, String what);
  }

  ManifestRule(Check check) {
    this.check = check;
  }

  /** What breaks the rule. */
  List<String> findings(Manifests manifests) {
    var findings = new ArrayList<String>();
    check.accept(
        manifests,
        (holds, where, what) -> {
          if (!holds) {
            findings.add(where + ": " + what);
          }
        });
    return findings;
  }
}
