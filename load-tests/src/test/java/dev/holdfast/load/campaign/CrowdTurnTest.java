package dev.holdfast.load.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.load.config.CampaignOptions;
import dev.holdfast.load.config.CellSettings;
import dev.holdfast.load.config.ParseResult;
import dev.holdfast.load.fake.FakeHoldfast;
import dev.holdfast.load.fake.FakeStore;
import dev.holdfast.load.process.ProcessSupervisor;
import dev.holdfast.load.scenarios.Measurand;
import dev.holdfast.load.scenarios.MeasuredService;
import dev.holdfast.load.scenarios.Measurement;
import dev.holdfast.load.scenarios.Slot;
import dev.holdfast.load.scenarios.SpeedPlan;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A turn of one customer beside a crowd that wants another product, at a fake service. */
class CrowdTurnTest {
  private static final int CROWD = 7;

  @TempDir Path directory;

  @Test
  void onlyTheCustomerBesideTheCrowdIsMeasured() throws Exception {
    var thing =
        new Measurand(
            "beside",
            "fake-safe",
            Measurand.Wanted.ACCEPTED,
            1,
            1,
            Measurand.ORDINARY,
            CROWD,
            null);
    Slot slot = new Slot(0, 1, thing, 4_000);
    Measurement measured;
    SpeedRunner.Outcome outcome;
    try (FakeHoldfast fake = new FakeHoldfast(new FakeStore());
        ProcessSupervisor supervisor = new ProcessSupervisor()) {
      List<URI> targets = List.of(fake.uri());
      CellSettings cell = cell(targets);
      var plan =
          new SpeedPlan(
              cell.cell(),
              cell.workload().model(),
              cell.workload().rate(),
              Map.of(Measurand.ORDINARY, MeasuredService.at(targets)),
              List.of(slot));
      outcome = new SpeedRunner(supervisor, Deployment.given(targets), cell).run(plan, _ -> {});
      measured = outcome.measurements().getFirst();
    }
    assertThat(outcome.findings().get("beside")).isEmpty();
    long own = measured.acceptedBySku().get("crowd-turn.t0");
    long crowd = measured.acceptedBySku().get("crowd-turn.t0-crowd");
    assertThat(measured.accepted()).isEqualTo(own + crowd);
    assertThat(crowd).isGreaterThan(own);
    assertThat(measured.part().accepted().count()).isPositive().isLessThanOrEqualTo(own);
  }

  private CellSettings cell(List<URI> targets) throws Exception {
    CampaignOptions options =
        ((ParseResult.Parsed<CampaignOptions>) CampaignOptions.parse(List.of(), 1, directory))
            .options();
    Path out = Files.createDirectories(directory.resolve("cell"));
    return new CellSettings(
        "crowd-turn", CellSettings.REFERENCE, targets, options.workload(), 1, out, true);
  }
}
