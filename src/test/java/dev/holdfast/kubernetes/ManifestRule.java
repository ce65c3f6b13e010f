package dev.holdfast.kubernetes;

import java.util.List;
import java.util.function.BiConsumer;

/** What must hold in every build of the manifests. {@link PlantedFault} has one breach of each. */
enum ManifestRule {
  /** Kubernetes knows every field, and can read every value. */
  VALID((m, f) ->
      m.resources().forEach(r -> KubernetesModel.complaint(r).ifPresent(c -> f.want(false, r, c)))),
  /** Names, and words that a field allows. */
  WORDS(ServerRules::words),
  RESTRICTED_PODS(PodRules::restricted),
  FIXED_IMAGES(PodRules::fixedImages),
  /** The manifests run what this project builds, and its handbook says so too. */
  THIS_VERSION(PodRules::thisVersion),
  BOUNDED_RESOURCES(PodRules::boundedResources),
  /** Started, alive and ready are three questions. */
  PROBES(PodRules::probes),
  NO_ACCOUNT_TOKEN(PodRules::noAccountToken),
  NO_SERVICE_LINKS(PodRules::noServiceLinks),
  SELECTORS_MATCH(NetworkRules::selectorsMatch),
  PORTS_EXIST(NetworkRules::portsExist),
  DENIED_BY_DEFAULT(NetworkRules::deniedByDefault),
  /** What is allowed names who, and on which port. */
  NARROW_POLICIES(NetworkRules::narrowPolicies),
  /** Nothing of the administration, the lab or the actuator. */
  PUBLIC_PATHS(NetworkRules::publicPaths),
  ROLLOUT(AvailabilityRules::rollout),
  EVICTIONS(AvailabilityRules::evictions),
  AUTOSCALING(AvailabilityRules::autoscaling),
  GRACE_PERIOD(AvailabilityRules::gracePeriod),
  SECRETS_BY_REFERENCE(ReferenceRules::secretsByReference),
  REFERENCES_RESOLVE(ReferenceRules::referencesResolve),
  PRODUCTION(ReferenceRules::production),
  ALERTS_EXPLAINED(AlertRules::explained),
  ALERTS_ON_KNOWN_METRICS(AlertRules::onKnownMetrics),
  DASHBOARD_ON_KNOWN_METRICS(DashboardRules::onKnownMetrics);

  private final BiConsumer<Manifests, Findings> check;

  ManifestRule(BiConsumer<Manifests, Findings> check) {
    this.check = check;
  }

  /** What breaks the rule. */
  List<String> findings(Manifests manifests) {
    var findings = new Findings();
    check.accept(manifests, findings);
    return findings.list();
  }
}
