package dev.holdfast.load.campaign;

import dev.holdfast.load.check.CheckReport;
import dev.holdfast.load.check.Checker;
import dev.holdfast.load.check.History;
import dev.holdfast.load.check.Verdict;
import dev.holdfast.load.config.CellSettings;
import dev.holdfast.load.config.Store;
import dev.holdfast.load.endpoints.HoldfastClient;
import dev.holdfast.load.endpoints.HoldfastClient.DeclaredStrategy;
import dev.holdfast.load.process.Io;
import dev.holdfast.load.process.Parallel;
import dev.holdfast.load.process.ProcessSupervisor;
import dev.holdfast.load.report.Results;
import dev.holdfast.load.scenarios.CellFiles;
import dev.holdfast.load.scenarios.OrderPlan;
import dev.holdfast.load.scenarios.ReceiptFile;
import dev.holdfast.load.scenarios.Settlement;
import dev.holdfast.load.simulations.CorrectnessSimulation;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Runs several strategies one after the other, and judges each. */
final class CorrectnessRunner {
  private static final Duration LOAD_MAX_EACH = Duration.ofMinutes(5);
  private static final int FINDINGS_KEPT_PER_KIND = 20;

  private final ProcessSupervisor supervisor;

  CorrectnessRunner(ProcessSupervisor supervisor) {
    this.supervisor = supervisor;
  }

  /** The load of all strategies that the cell names, by one load generator. */
  void load(Deployment deployment, CellSettings cells) {
    List<CellSettings> parts = cells.parts();
    HoldfastClient client = deployment.clients().getFirst();
    for (CellSettings part : parts) {
      Parallel.map(
          List.copyOf(OrderPlan.of(part).supplied().entrySet()),
          product -> {
            client.supply(product.getKey(), part.strategy(), product.getValue());
            return product;
          });
    }
    new GatlingRun(supervisor, deployment)
        .run(
            new GatlingRun.Load(CorrectnessSimulation.class, cells, true),
            LOAD_MAX_EACH.multipliedBy(parts.size()),
            () -> {});
  }

  /** Settles and judges what one strategy did, but for the time it took and Gatling's report. */
  Results.Correctness judge(Deployment deployment, DeclaredStrategy strategy, CellSettings cell) {
    HoldfastClient client = deployment.clients().getFirst();
    Map<String, Long> supplied = OrderPlan.of(cell).supplied();
    History history = new Settlement(client, supplied, receipts(cell)).history();
    deployment.requireAlive();
    CheckReport report = Checker.check(history);
    Verdict verdict = Verdict.of(report, strategy.guarantee(), cell.targets().size());
    return new Results.Correctness(
        Store.of(strategy.name()).label(),
        strategy.name(),
        strategy.guarantee(),
        cell.targets().size(),
        verdict,
        report.counts(),
        report.firstOfEachKind(FINDINGS_KEPT_PER_KIND),
        0,
        null);
  }

  private static ReceiptFile receipts(CellSettings cell) {
    return Io.get(
        "the receipts of " + cell.cell() + " cannot be read",
        () -> ReceiptFile.read(CellFiles.receipts(cell.out())));
  }
}
