package dev.holdfast.load.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.load.config.Phase;
import dev.holdfast.load.fake.FakeHoldfast;
import dev.holdfast.load.fake.FakeStore;
import dev.holdfast.load.fake.Fault;
import dev.holdfast.load.process.Program;
import dev.holdfast.load.report.ReportFiles;
import dev.holdfast.load.report.Results;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole campaign that measures a fake service in the open model. A class of its own, beside which
 * the closed model is measured: a campaign waits more than it works.
 */
class OpenModelCampaignTest {
  @TempDir Path directory;

  private TestCampaign campaign;

  @BeforeEach
  void prepare() {
    campaign = new TestCampaign(directory);
  }

  /** Orders arrive at their rate; of two strategies one is wrong. */
  @Test
  void aServiceWhoseAccountsDoNotAddUpWhileItIsMeasuredEndsWithOne() throws IOException {
    try (FakeHoldfast fake = new FakeHoldfast(FakeStore.withAStrategyForEachFault())) {
      String wrong = FakeStore.strategyWith(Fault.DOCTORS_AUDITS);
      int code =
          campaign.run(
              TestCampaign.measuring(fake, "fake-safe," + wrong, "-Dmodel=open", "-Drate=50"));
      assertThat(campaign.said())
          .contains("accounts do not add up  <- ", wrong + " accepted: ")
          .doesNotContain("fake-safe accepted: ");
      assertThat(code).isEqualTo(Program.FAILED);
    }
    Results.Speed speed =
        ReportFiles.read(campaign.report()).speed(Phase.SPEED, "fake-safe accepted");
    // As fast as they are answered it would be many hundreds; a busy machine answers some late.
    assertThat(speed.throughput().median()).isBetween(5.0, 110.0);
    assertThat(speed.accountsAddUp()).isTrue();
  }
}
