package dev.holdfast.load.campaign;

import dev.holdfast.load.check.Guarantee;
import dev.holdfast.load.check.Verdict;
import dev.holdfast.load.config.CampaignOptions;
import dev.holdfast.load.config.Workload;
import dev.holdfast.load.endpoints.HoldfastClient.DeclaredStrategy;
import dev.holdfast.load.process.RunContext;
import dev.holdfast.load.process.ServiceInstance;
import dev.holdfast.load.report.Machines;
import dev.holdfast.load.report.References;
import dev.holdfast.load.report.Results;
import dev.holdfast.load.report.StoreGoals;
import dev.holdfast.load.scenarios.SpeedPlan;
import io.gatling.javaapi.core.Simulation;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the results of a campaign while it runs. */
final class CampaignRecorder {
  private final CampaignOptions options;
  private final RunContext context;
  private final Results.Machine machine = Machines.here();
  private final List<Results.Correctness> correctness = new ArrayList<>();
  private final List<Results.Speed> speed = new ArrayList<>();
  private final List<Results.Noise> noise = new ArrayList<>();
  private String serviceVersion = "unknown";
  private final Map<String, Map<String, String>> stores = new LinkedHashMap<>();
  private final Map<String, Guarantee> strategies = new LinkedHashMap<>();

  CampaignRecorder(CampaignOptions options, RunContext context) {
    this.options = options;
    this.context = context;
  }

  /**
   * What is run.
   *
   * @param store what the store is called, where there is more than one
   * @param settings that the store tells
   */
  void service(
      String version, String store, Map<String, String> settings, List<DeclaredStrategy> declared) {
    declared.forEach(strategy -> strategies.put(strategy.name(), strategy.guarantee()));
    serviceVersion = version;
    stores.put(store, settings);
  }

  void add(Results.Correctness result) {
    correctness.add(result);
  }

  void add(References comparison, SpeedPlan plan, SpeedRunner.Outcome outcome) {
    speed.addAll(comparison.compare(plan.things(), outcome.findings()));
    comparison.noise().ifPresent(noise::add);
  }

  boolean isEmpty() {
    return correctness.isEmpty() && speed.isEmpty();
  }

  Results complete() {
    return results(null);
  }

  Results aborted(String because) {
    return results(because);
  }

  private Results results(@Nullable String abortedBecause) {
    boolean agrees =
        abortedBecause == null
            && correctness.stream().map(Results.Correctness::verdict).allMatch(Verdict::agrees)
            && speed.stream().allMatch(Results.Speed::accountsAddUp);
    return new Results(
        Results.FORMAT_VERSION,
        abortedBecause == null,
        abortedBecause,
        agrees,
        context.started().toString(),
        RunContext.now().toString(),
        settings(),
        machine,
        new Results.Versions(serviceVersion, Runtime.version().toString(), gatling()),
        stores,
        strategies,
        noise,
        correctness,
        speed,
        StoreGoals.of(speed));
  }

  private Results.Settings settings() {
    Workload w = options.workload();
    return new Results.Settings(
        context.command(),
        options.seed(),
        options.isShort(),
        w.model().label(),
        w.rate(),
        w.users(),
        seconds(w.warmUp()),
        options.rounds(),
        seconds(w.duration()),
        w.products(),
        w.stock(),
        w.demand(),
        w.mix().toString(),
        options.raceWindow().toMillis(),
        options.targets().stream().map(URI::toString).toList(),
        options.startsInstances() ? ServiceInstance.JVM_OPTIONS : List.of());
  }

  private static String gatling() {
    String version = Simulation.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1_000.0;
  }
}
