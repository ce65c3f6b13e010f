package dev.holdfast.load.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.load.config.Phase;
import dev.holdfast.load.fake.FakeHoldfast;
import dev.holdfast.load.fake.FakeStore;
import dev.holdfast.load.fake.Fault;
import dev.holdfast.load.report.Results;
import dev.holdfast.load.report.ResultsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole campaigns that measure a fake service. */
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
      int code = campaign.run(measuring(fake, "fake-safe", "-Drounds=2"));
      assertThat(campaign.said()).contains("warm", "round 2 of 2", "all accounts add up");
      assertThat(code).isEqualTo(Program.PASSED);
    }
    Results results = ResultsFile.read(campaign.report().resolve("results.json"));
    Results.Speed accepted = results.speed(Phase.SPEED, "fake-safe accepted");
    assertThat(accepted.rounds()).hasSize(2);
    assertThat(accepted.ratio().median()).isPositive();
    Results.Speed refused = results.speed(Phase.SPEED, "fake-safe refused");
    assertThat(refused.throughput().low()).isPositive();
    assertThat(refused.p99Ratio().median()).isPositive();
    assertThat(results.noise().getFirst().referenceThroughputs()).hasSize(4);
  }

  /** In the open model, where orders arrive at their rate; of two strategies one is wrong. */
  @Test
  void aServiceWhoseAccountsDoNotAddUpWhileItIsMeasuredEndsWithOne() throws IOException {
    try (FakeHoldfast fake = new FakeHoldfast(FakeStore.withAStrategyForEachFault())) {
      String wrong = FakeStore.strategyWith(Fault.DOCTORS_AUDITS);
      int code = campaign.run(measuring(fake, "fake-safe," + wrong, "-Dmodel=open", "-Drate=50"));
      assertThat(campaign.said())
          .contains("accounts do not add up  <- ", wrong + " accepted: ")
          .doesNotContain("fake-safe accepted: ");
      assertThat(code).isEqualTo(Program.FAILED);
    }
    Results.Speed speed =
        ResultsFile.read(campaign.report().resolve("results.json"))
            .speed(Phase.SPEED, "fake-safe accepted");
    assertThat(speed.throughput().median()).isBetween(30.0, 70.0);
    assertThat(speed.accountsAddUp()).isTrue();
  }

  private static List<String> measuring(FakeHoldfast fake, String strategies, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "--short",
                "-Dphases=speed",
                "-Dwarm-up=500ms",
                "-Dduration=500ms",
                "-Dusers=8",
                "-Dtargets=" + fake.uri(),
                "-Dstrategies=" + strategies));
    words.addAll(List.of(more));
    return words;
  }
}
