package dev.holdfast.load.simulations;

import dev.holdfast.load.endpoints.Costs;
import dev.holdfast.load.endpoints.Meters;
import dev.holdfast.load.scenarios.MeasuredService;
import java.util.Map;
import java.util.TreeMap;

/** What a service and its store had counted at a moment. */
record Reading(Map<String, Meters.Sum> meters, Map<String, Double> costs) {
  static final Reading NOTHING = new Reading(Map.of(), Map.of());

  static Reading of(MeasuredService service) {
    return new Reading(
        new Meters(service.meters()).read(),
        new Costs(service.instances(), service.store(), service.statistics()).read());
  }

  /** The means of what was metered since another reading, and what each of the answers cost. */
  Map<String, Double> since(Reading before, long answers) {
    Map<String, Double> all = new TreeMap<>(Meters.means(before.meters, meters));
    all.putAll(Costs.each(before.costs, costs, answers));
    return all;
  }
}
