package dev.holdfast.load.harness;

import dev.holdfast.load.check.CheckReport;
import dev.holdfast.load.check.Checker;
import dev.holdfast.load.check.History;
import dev.holdfast.load.check.Verdict;
import dev.holdfast.load.config.CellSettings;
import dev.holdfast.load.endpoints.HoldfastClient;
import dev.holdfast.load.endpoints.HoldfastClient.DeclaredStrategy;
import dev.holdfast.load.report.Results;
import dev.holdfast.load.scenarios.CellFiles;
import dev.holdfast.load.scenarios.OrderPlan;
import dev.holdfast.load.scenarios.ReceiptFile;
import dev.holdfast.load.simulations.CorrectnessSimulation;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Runs and judges one cell of the correctness phase. */
final class CorrectnessRunner {
  private static final Duration LOAD_MAX = Duration.ofMinutes(5);
  private static final int FINDINGS_KEPT_PER_KIND = 20;

  private final Lifeline lifeline;

  CorrectnessRunner(Lifeline lifeline) {
    this.lifeline = lifeline;
  }

  /** The result, but for the time it took and the link to Gatling's report. */
  Results.Correctness run(Deployment deployment, DeclaredStrategy strategy, CellSettings cell) {
    OrderPlan plan = OrderPlan.of(cell);
    HoldfastClient client = deployment.clients().getFirst();
    Concurrently.map(
        List.copyOf(plan.supplied().entrySet()),
        product -> {
          client.supply(product.getKey(), cell.strategy(), product.getValue());
          return product;
        });
    new GatlingRun(lifeline, deployment).run(CorrectnessSimulation.class, cell, LOAD_MAX);
    History history = new Settlement(client, plan.supplied(), receipts(cell)).history();
    deployment.requireAlive();
    CheckReport report = Checker.check(history);
    Verdict verdict = Verdict.of(report, strategy.guarantee(), cell.targets().size());
    return new Results.Correctness(
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
    try {
      return ReceiptFile.read(CellFiles.receipts(cell.out()));
    } catch (IOException e) {
      throw new CampaignException(
          "the receipts of " + cell.cell() + " cannot be read: " + e.getMessage(), e);
    }
  }
}
