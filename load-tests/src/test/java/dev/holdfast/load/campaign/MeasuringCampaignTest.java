package dev.holdfast.load.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.load.config.Phase;
import dev.holdfast.load.fake.FakeHoldfast;
import dev.holdfast.load.fake.FakeStore;
import dev.holdfast.load.process.Program;
import dev.holdfast.load.report.ReportFiles;
import dev.holdfast.load.report.Results;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole campaign that measures a fake service in the closed model. */
class MeasuringCampaignTest {
  @TempDir Path directory;

  private TestCampaign campaign;

  @BeforeEach
  void prepare() {
    campaign = new TestCampaign(directory);
  }

  @Test
  void everythingIsMeasuredInEachRoundAndComparedWithItsReference() throws IOException {
    try (FakeHoldfast fake = new FakeHoldfast(new FakeStore())) {
      int code = campaign.run(TestCampaign.measuring(fake, "fake-safe", "-Drounds=2"));
      assertThat(campaign.said()).contains("warm", "round 2 of 2", "all accounts add up");
      assertThat(code).isEqualTo(Program.PASSED);
    }
    Results results = ReportFiles.read(campaign.report());
    Results.Speed accepted = results.speed(Phase.SPEED, "fake-safe accepted");
    assertThat(accepted.rounds()).hasSize(2);
    assertThat(accepted.ratio().median()).isPositive();
    Results.Speed refused = results.speed(Phase.SPEED, "fake-safe refused");
    assertThat(refused.throughput().low()).isPositive();
    assertThat(refused.p99Ratio().median()).isPositive();
    assertThat(results.noise().getFirst().referenceThroughputs()).hasSize(4);
  }
}
