package dev.holdfast.load.campaign;

import dev.holdfast.load.check.Scope;
import dev.holdfast.load.config.CampaignOptions;
import dev.holdfast.load.config.Phase;
import dev.holdfast.load.config.Store;
import dev.holdfast.load.endpoints.GatlingRequests;
import dev.holdfast.load.endpoints.HoldfastClient;
import dev.holdfast.load.endpoints.HoldfastClient.DeclaredStrategy;
import dev.holdfast.load.process.Io;
import dev.holdfast.load.process.LoadTestException;
import dev.holdfast.load.process.RunContext;
import dev.holdfast.load.report.MarkdownTable;
import dev.holdfast.load.report.ReportFiles;
import dev.holdfast.load.report.Results;
import dev.holdfast.load.scenarios.Catalogue;
import dev.holdfast.load.scenarios.Measurand;
import dev.holdfast.load.scenarios.StoreSpeeds;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** One campaign, from the build to the report. */
final class CampaignRun {
  private final CampaignOptions options;
  private final RunContext context;
  private final CampaignRecorder recorder;
  private final String campaign;

  CampaignRun(CampaignOptions options, RunContext context) {
    this.options = options;
    this.context = context;
    this.recorder = new CampaignRecorder(options, context);
    this.campaign = "c" + Long.toString(context.started().getEpochSecond(), Character.MAX_RADIX);
  }

  /**
   * Runs every cell and writes the report; tells whether every verdict agrees with the
   * declarations.
   */
  boolean run() {
    Path jar = options.startsInstances() ? context.jar(options.jar()) : null;
    try (Deployments deployments = new Deployments(options, jar, context)) {
      for (Store store : options.stores()) {
        runCells(store, deployments);
      }
      if (options.phases().contains(Phase.STORES)) {
        compareStores(deployments);
      }
    } catch (RuntimeException e) {
      if (!recorder.isEmpty()) {
        write(recorder.aborted(String.valueOf(e.getMessage())));
      }
      throw e;
    }
    Results results = recorder.complete();
    write(results);
    Summary.print(results, context);
    return results.everyVerdictAgrees();
  }

  private void runCells(Store store, Deployments deployments) {
    Set<Phase> phases = EnumSet.copyOf(options.phases());
    phases.remove(Phase.STORES);
    if (phases.isEmpty()) {
      return;
    }
    context.print(
        options.startsInstances()
            ? "Starting a store (%s) and the service ...%n"
            : "Looking at the targets ...%n",
        store.label());
    Deployment first =
        deployments.open(store, Collections.min(phases), options.instances().getFirst());
    HoldfastClient client = first.clients().getFirst();
    List<DeclaredStrategy> strategies = selected(store, client.strategies());
    if (strategies.isEmpty()) {
      context.print("None of the strategies is one of this store.%n");
      return;
    }
    if (!options.startsInstances()) {
      Targets.requireOneService(options.targets(), strategies.getFirst().name(), campaign);
    }
    Store its = Store.of(strategies.getFirst().name());
    recorder.service(client.version(), its.label(), settings(first), strategies);
    boolean hasReference = client.acceptsAt(GatlingRequests.REFERENCE_ORDERS);
    Catalogue catalogue =
        new Catalogue(
            options.workload().users(),
            hasReference,
            client.acceptsAt(GatlingRequests.PLAIN_ORDERS),
            options.startsInstances() && its == Store.REDIS);
    List<Cell> cells = Cell.all(its, options, strategies, catalogue);
    Progress progress = new Progress(context.console(), cells);
    announce(strategies, cells.size(), hasReference, progress);
    run(cells, deployments, progress);
  }

  /** Both stores beside each other, and what an order costs them. */
  private void compareStores(Deployments deployments) {
    context.print("Starting both stores and %d instances ...%n", StoreSpeeds.POOLS.size() + 2);
    List<Cell> cells = List.of(Cell.stores(options));
    Deployment both = deployments.open(Store.POSTGRES, Phase.STORES, 1);
    for (String at : List.of(Measurand.ORDINARY, StoreSpeeds.REDIS)) {
      HoldfastClient client = both.client(at);
      List<DeclaredStrategy> strategies = client.strategies();
      StoreServer store = both.stores().get(at.equals(StoreSpeeds.REDIS) ? 1 : 0);
      recorder.service(
          client.version(),
          Store.of(strategies.getFirst().name()).label() + ", compared",
          store.settings(),
          strategies);
    }
    Progress progress = new Progress(context.console(), cells);
    context.print("Comparing the stores takes about %s.%n", progress.timeLeft());
    run(cells, deployments, progress);
  }

  private void run(List<Cell> cells, Deployments deployments, Progress progress) {
    new CellRunner(options, campaign, context, recorder).run(cells, deployments, progress);
  }

  private static Map<String, String> settings(Deployment deployment) {
    return deployment.stores().isEmpty()
        ? Map.of("unknown", "the instances were given")
        : deployment.stores().getFirst().settings();
  }

  /** Those of the named strategies that this store has; what no store has is refused. */
  private List<DeclaredStrategy> selected(Store store, List<DeclaredStrategy> offered) {
    List<String> names = offered.stream().map(DeclaredStrategy::name).toList();
    List<String> unknown =
        options.strategies().stream()
            .filter(s -> !names.contains(s))
            .filter(s -> Store.of(s) == store || !options.stores().contains(Store.of(s)))
            .toList();
    if (!unknown.isEmpty()) {
      throw new LoadTestException(
          "no strategy %s; there are %s"
              .formatted(String.join(", ", unknown), String.join(", ", names)));
    }
    return offered.stream()
        .filter(s -> options.strategies().isEmpty() || options.strategies().contains(s.name()))
        .toList();
  }

  private void announce(
      List<DeclaredStrategy> strategies, int cells, boolean hasReference, Progress progress) {
    String on =
        options.instances().stream().map(String::valueOf).collect(Collectors.joining(" and "));
    context.print(
        "%d strategies on %s instance(s): %d cells, about %s.%n",
        strategies.size(), on, cells, progress.timeLeft());
    context.print(
        "Seed %d; -Dseed=%d gives the same orders in the same order of cells.%n",
        options.seed(), options.seed());
    if (options.phases().contains(Phase.CORRECTNESS) && options.startsInstances()) {
      context.print(
          "Correctness: every strategy is held %d ms between its check and its take.%n",
          options.raceWindow().toMillis());
    }
    if (options.phases().contains(Phase.CORRECTNESS)
        && strategies.stream().noneMatch(s -> s.guarantee().scope() == Scope.NONE)) {
      context.print(
          "No strategy without protection is run: nothing will show what this load can find.%n");
    }
    if (!hasReference) {
      context.print("The service has no reference endpoint (lab mode is off): no ratios.%n");
    }
  }

  private void write(Results results) {
    Io.run(
        "the report cannot be written",
        () -> ReportFiles.write(results, MarkdownTable.of(results), context.output().root()));
  }
}
