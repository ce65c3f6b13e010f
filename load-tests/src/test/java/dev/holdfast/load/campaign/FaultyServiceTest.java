package dev.holdfast.load.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.load.fake.FakeHoldfast;
import dev.holdfast.load.fake.FakeStore;
import dev.holdfast.load.fake.Fault;
import dev.holdfast.load.process.Program;
import dev.holdfast.load.report.ReportFiles;
import dev.holdfast.load.report.Results;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a campaign says of services that are wrong in one way each. A fault is a strategy of one
 * fake service, so that one load generator serves for all of them.
 */
class FaultyServiceTest {
  /** What the campaign must say of the faults that a crowd brings to light. */
  private static final Map<Fault, String> TOLD =
      Map.of(
          Fault.OVERSELLS, "oversold by ",
          Fault.LOSES_ORDERS, "receipts without an order",
          Fault.REPEATS_IDS, "orders accepted twice",
          Fault.FAILS, "answers that are neither acceptance nor refusal",
          Fault.DOCTORS_AUDITS, "audits that do not add up",
          Fault.LEAKS, "undersold by ",
          Fault.PROTECTS_THE_CONTROL, "this load proves nothing");

  @TempDir static Path directory;

  private static TestCampaign campaign;
  private static Results results;
  private static int code;

  @BeforeAll
  static void runThemAll() throws IOException {
    campaign = new TestCampaign(directory);
    String faults =
        Arrays.stream(Fault.values())
            .filter(fault -> fault != Fault.REFUSES_FALSELY)
            .map(FakeStore::strategyWith)
            .collect(Collectors.joining(","));
    try (FakeHoldfast fake = new FakeHoldfast(FakeStore.withAStrategyForEachFault())) {
      code =
          campaign.run(
              TestCampaign.small(
                  "-Dtargets=" + fake.uri(), "-Dstrategies=fake-safe," + faults, "-Dusers=24"));
    }
    results = ReportFiles.read(campaign.report());
  }

  private static Results.Correctness resultOf(String strategy) {
    return Objects.requireNonNull(results.correctness(strategy, 1));
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"LOSES_ANSWERS", "IS_BUSY", "REFUSES_FALSELY"})
  void whoBreaksAPromiseIsToldOff(Fault fault) {
    String strategy = FakeStore.strategyWith(fault);
    assertThat(resultOf(strategy).verdict().agrees()).isFalse();
    assertThat(disagreement(campaign, strategy)).contains(TOLD.get(fault));
  }

  /**
   * In a crowd a refusal can seldom be shown to be false: another order may just have held the
   * units.
   */
  @Test
  void whoRefusesFalselyIsToldOffWhereFewAreThere(@TempDir Path few) {
    TestCampaign small = new TestCampaign(few);
    String strategy = FakeStore.strategyWith(Fault.REFUSES_FALSELY);
    try (FakeHoldfast fake = new FakeHoldfast(FakeStore.withAStrategyForEachFault())) {
      assertThat(
              small.run(
                  TestCampaign.small(
                      "-Dtargets=" + fake.uri(), "-Dstrategies=" + strategy, "-Dusers=3")))
          .isEqualTo(Program.FAILED);
    }
    assertThat(disagreement(small, strategy)).contains("refusals while stock was certainly there");
  }

  @ParameterizedTest
  @EnumSource(names = {"LOSES_ANSWERS", "IS_BUSY"})
  void whatACustomerMayBeToldIsNotHeldAgainstTheService(Fault nuisance) {
    Results.Correctness result = resultOf(FakeStore.strategyWith(nuisance));
    assertThat(result.verdict().text()).isEqualTo("exact");
    assertThat(result.verdict().agrees()).isTrue();
  }

  @Test
  void whoDoesNothingWrongIsNotBlamedForTheOthers() {
    assertThat(resultOf("fake-safe").verdict().text()).isEqualTo("exact");
    assertThat(campaign.said().lines().filter(line -> line.startsWith("DISAGREES: ")))
        .hasSameSizeAs(TOLD.keySet());
  }

  @Test
  void oneThatDisagreesIsEnoughToEndWithOne() {
    assertThat(code).isEqualTo(Program.FAILED);
    assertThat(results.everyVerdictAgrees()).isFalse();
    assertThat(results.complete()).isTrue();
  }

  /** The line that says so. */
  private static String disagreement(TestCampaign campaign, String strategy) {
    return campaign
        .said()
        .lines()
        .filter(line -> line.startsWith("DISAGREES: " + strategy + " on 1: "))
        .findFirst()
        .orElse("nothing of " + strategy);
  }
}
