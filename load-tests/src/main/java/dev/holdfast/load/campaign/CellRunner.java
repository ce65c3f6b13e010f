package dev.holdfast.load.campaign;

import dev.holdfast.load.check.Finding;
import dev.holdfast.load.config.CampaignOptions;
import dev.holdfast.load.config.CellSettings;
import dev.holdfast.load.endpoints.HoldfastClient.DeclaredStrategy;
import dev.holdfast.load.process.RunContext;
import dev.holdfast.load.report.References;
import dev.holdfast.load.scenarios.SpeedPlan;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs the cells of a campaign, and records what comes of each. */
final class CellRunner {
  private final CampaignOptions options;
  private final String campaign;
  private final RunContext context;
  private final CampaignRecorder recorder;

  CellRunner(
      CampaignOptions options, String campaign, RunContext context, CampaignRecorder recorder) {
    this.options = options;
    this.campaign = campaign;
    this.context = context;
    this.recorder = recorder;
  }

  /** Runs them in order; those of the correctness phase that share instances share their load. */
  void run(List<Cell> cells, Deployments deployments, Progress progress) {
    for (List<Cell> group : groups(cells)) {
      Cell first = group.getFirst();
      Deployment deployment = deployments.open(first.store(), first.phase(), first.instances());
      if (first.strategy() == null) {
        measure(first, deployment, progress);
      } else {
        compete(group, deployment, progress);
      }
    }
  }

  private static List<List<Cell>> groups(List<Cell> cells) {
    Map<String, List<Cell>> groups =
        cells.stream()
            .collect(
                Collectors.groupingBy(c -> c.groupId(""), LinkedHashMap::new, Collectors.toList()));
    return List.copyOf(groups.values());
  }

  private void compete(List<Cell> cells, Deployment deployment, Progress progress) {
    long start = System.nanoTime();
    CellSettings group =
        settings(
            cells.getFirst(),
            cells.stream().map(Cell::strategyName).collect(Collectors.joining(",")),
            deployment);
    CorrectnessRunner runner = new CorrectnessRunner(context.supervisor());
    progress.says("the load of %d strategies".formatted(cells.size()));
    runner.load(deployment, group);
    Duration share = since(start).dividedBy(cells.size());
    List<CellSettings> parts = group.parts();
    for (int i = 0; i < cells.size(); i++) {
      DeclaredStrategy strategy = cells.get(i).strategy();
      if (strategy != null) {
        judge(runner, strategy, parts.get(i), deployment, group, share, progress);
      }
    }
  }

  private void judge(
      CorrectnessRunner runner,
      DeclaredStrategy strategy,
      CellSettings cell,
      Deployment deployment,
      CellSettings group,
      Duration loadTook,
      Progress progress) {
    long start = System.nanoTime();
    progress.begins();
    var result = runner.judge(deployment, strategy, cell);
    Duration took = since(start).plus(loadTook);
    recorder.add(result.with(took.toMillis() / 1_000.0, report(group)));
    String why = result.verdict().agrees() ? "" : "  <- " + result.verdict().why();
    progress.ended(result.verdict().text() + why, took);
  }

  private void measure(Cell cell, Deployment deployment, Progress progress) {
    long start = System.nanoTime();
    CellSettings settings = settings(cell, CellSettings.REFERENCE, deployment);
    SpeedPlan plan =
        new SpeedPlan(
            settings.cell(),
            options.workload().model(),
            options.workload().rate(),
            deployment.services(),
            cell.slots());
    progress.begins();
    context.print("%n");
    var outcome =
        new SpeedRunner(context.supervisor(), deployment, settings)
            .run(plan, new RoundLog(context.console(), plan.slots()));
    var comparison =
        new References(cell.store(), cell.phase(), cell.instances(), outcome.measurements());
    recorder.add(comparison, plan, outcome);
    progress.ended("        " + accounts(outcome), since(start));
  }

  private static String accounts(SpeedRunner.Outcome outcome) {
    String wrong =
        outcome.findings().entrySet().stream()
            .filter(e -> !e.getValue().isEmpty())
            .map(e ->
                e.getKey()
                    + ": "
                    + e.getValue().stream().map(Finding::text).collect(Collectors.joining("; ")))
            .collect(Collectors.joining("; "));
    return wrong.isEmpty() ? "all accounts add up" : "accounts do not add up  <- " + wrong;
  }

  private CellSettings settings(Cell first, String strategies, Deployment deployment) {
    String id = first.groupId(campaign);
    return new CellSettings(
        id,
        strategies,
        deployment.targets(),
        options.workload(),
        options.seed(),
        context.output().cell(id),
        true);
  }

  private @Nullable String report(CellSettings cell) {
    return GatlingRun.report(cell.out()).map(context.output()::relative).orElse(null);
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
