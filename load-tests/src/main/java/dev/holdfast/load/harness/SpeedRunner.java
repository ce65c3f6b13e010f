package dev.holdfast.load.harness;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.load.check.Audit;
import dev.holdfast.load.check.Finding;
import dev.holdfast.load.check.FindingKind;
import dev.holdfast.load.check.Totals;
import dev.holdfast.load.config.CellSettings;
import dev.holdfast.load.config.Workload;
import dev.holdfast.load.endpoints.HoldfastClient;
import dev.holdfast.load.report.Results;
import dev.holdfast.load.scenarios.CellFiles;
import dev.holdfast.load.scenarios.HotSku;
import dev.holdfast.load.scenarios.Measurement;
import dev.holdfast.load.simulations.SpeedSimulation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs one cell of the speed phase, and checks that its accounts add up all the same. */
final class SpeedRunner {
  private static final Duration SLACK = Duration.ofMinutes(2);

  private final Lifeline lifeline;

  SpeedRunner(Lifeline lifeline) {
    this.lifeline = lifeline;
  }

  /** The result, but for the ratios, the time it took and the link to Gatling's report. */
  Results.Speed run(Deployment deployment, CellSettings cell) {
    HotSku hot = new HotSku(cell);
    HoldfastClient client = deployment.clients().getFirst();
    if (!cell.isReference()) {
      client.supply(hot.sku(), cell.strategy(), hot.ampleStock());
    }
    Duration max = hot.acceptingTime().plus(hot.refusingTime()).plus(SLACK);
    new GatlingRun(lifeline, deployment).run(SpeedSimulation.class, cell, max);
    Measurement measured = measurement(cell);
    List<Finding> findings = new ArrayList<>(answers(measured));
    if (!cell.isReference()) {
      Audit audit = client.audit(hot.sku());
      findings.addAll(
          Totals.check(
              audit, measured.unitsSupplied(), measured.unitsAccepted(), measured.unitsUnknown()));
    }
    Workload workload = cell.workload();
    return new Results.Speed(
        cell.strategy(),
        cell.targets().size(),
        workload.model().name().toLowerCase(Locale.ROOT),
        measured,
        null,
        null,
        findings.isEmpty(),
        findings,
        0,
        null);
  }

  /**
   * Answers that have no place in a part: a refusal while there is plenty, an acceptance when all
   * is sold.
   */
  private static List<Finding> answers(Measurement measured) {
    List<Finding> findings = new ArrayList<>();
    Measurement.Part accepting = measured.accepting();
    add(findings, FindingKind.FALSE_REFUSAL, measured.hotSku(), accepting.soldOut().count());
    add(findings, FindingKind.UNEXPECTED_ANSWER, measured.hotSku(), accepting.unexpected());
    Measurement.Part refusing = measured.refusing();
    if (refusing != null) {
      add(findings, FindingKind.OVERSOLD, measured.hotSku(), refusing.accepted().count());
      add(findings, FindingKind.UNEXPECTED_ANSWER, measured.hotSku(), refusing.unexpected());
    }
    return findings;
  }

  private static void add(List<Finding> findings, FindingKind kind, String sku, long count) {
    if (count > 0) {
      findings.add(new Finding(kind, sku, count, sku + ": " + count + " " + kind.plural()));
    }
  }

  private static Measurement measurement(CellSettings cell) {
    try {
      return new ObjectMapper().readValue(CellFiles.speed(cell.out()).toFile(), Measurement.class);
    } catch (IOException e) {
      throw new CampaignException(
          "%s left no measurement; look into %s".formatted(cell.cell(), cell.out()), e);
    }
  }
}
