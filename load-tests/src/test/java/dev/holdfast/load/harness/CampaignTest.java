package dev.holdfast.load.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.holdfast.load.check.Verdict;
import dev.holdfast.load.config.Phase;
import dev.holdfast.load.fake.DyingHoldfast;
import dev.holdfast.load.fake.FakeHoldfast;
import dev.holdfast.load.fake.FakeStore;
import dev.holdfast.load.fake.Fault;
import dev.holdfast.load.fake.StillbornHoldfast;
import dev.holdfast.load.report.Results;
import dev.holdfast.load.report.ResultsFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole campaigns against a fake service that is right, or wrong in one way. */
class CampaignTest {
  private static final List<String> SMALL =
      List.of("-Dphases=correctness", "-Dproducts=30", "-Dseed=1");

  @TempDir Path directory;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @Test
  void aServiceThatKeepsItsPromisesEndsWithZero() throws IOException {
    FakeStore store = new FakeStore();
    try (FakeHoldfast a = new FakeHoldfast(store);
        FakeHoldfast b = new FakeHoldfast(store)) {
      int code = run(with("-Dtargets=" + a.uri() + "," + b.uri(), "-Dinstances=1,2"));
      assertThat(said()).contains("[ 6/6]", "Every verdict agrees");
      assertThat(code).isEqualTo(Program.PASSED);
    }
    Results results = ResultsFile.read(report().resolve("results.json"));
    assertThat(results.complete()).isTrue();
    assertThat(results.versions().holdfast()).isEqualTo("fake");
    assertThat(results.correctness()).hasSize(6);
    assertThat(results.correctness("fake-mutex", 1).verdict().text()).isEqualTo("exact");
    assertThat(results.correctness("fake-mutex", 2).verdict().kind())
        .isEqualTo(Verdict.Kind.OVERSOLD);
    assertThat(report().resolve("index.html")).content().contains("All 6 verdicts agree");
    assertThat(report().resolve(results.correctness().getFirst().gatlingReport())).exists();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OVERSELLS | 24 | oversold by ",
        "LOSES_ORDERS | 24 | receipts without an order",
        "REPEATS_IDS | 24 | orders accepted twice",
        // In a crowd a refusal can seldom be shown to be false: somebody may just have held the
        // units.
        "REFUSES_FALSELY | 3 | refusals while stock was certainly there",
        "FAILS | 24 | answers that are neither acceptance nor refusal",
        "DOCTORS_AUDITS | 24 | audits that do not add up",
        "LEAKS | 24 | undersold by "
      })
  void aServiceThatBreaksItsPromiseEndsWithOneAndIsToldWhy(Fault fault, int users, String verdict) {
    try (FakeHoldfast fake = new FakeHoldfast(new FakeStore(fault))) {
      int code = run(with("-Dtargets=" + fake.uri(), "-Dstrategies=fake-safe", "-Dusers=" + users));
      assertThat(said()).contains(verdict, "DISAGREES: fake-safe on 1");
      assertThat(code).isEqualTo(Program.FAILED);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"LOSES_ANSWERS", "IS_BUSY"})
  void whatACustomerMayBeToldIsNotHeldAgainstTheService(Fault nuisance) throws IOException {
    try (FakeHoldfast fake = new FakeHoldfast(new FakeStore(nuisance))) {
      int code = run(with("-Dtargets=" + fake.uri(), "-Dstrategies=fake-safe"));
      assertThat(said()).contains("exact");
      assertThat(code).isEqualTo(Program.PASSED);
    }
  }

  @Test
  void aNegativeControlThatDoesNotOversellEndsWithOne() {
    try (FakeHoldfast fake = new FakeHoldfast(new FakeStore(Fault.PROTECTS_THE_CONTROL))) {
      int code = run(with("-Dtargets=" + fake.uri(), "-Dstrategies=fake-unguarded"));
      assertThat(said()).contains("this load proves nothing");
      assertThat(code).isEqualTo(Program.FAILED);
    }
  }

  @Test
  void everythingIsMeasuredInEachRoundAndComparedWithItsReference() throws IOException {
    try (FakeHoldfast fake = new FakeHoldfast(new FakeStore())) {
      int code = run(measuring(fake, "-Drounds=2"));
      assertThat(said()).contains("warm", "round 2 of 2", "all accounts add up");
      assertThat(code).isEqualTo(Program.PASSED);
    }
    Results results = ResultsFile.read(report().resolve("results.json"));
    Results.Speed accepted = results.speed(Phase.SPEED, "fake-safe accepted");
    assertThat(accepted.rounds()).hasSize(2);
    assertThat(accepted.ratio().median()).isPositive();
    Results.Speed refused = results.speed(Phase.SPEED, "fake-safe refused");
    assertThat(refused.throughput().low()).isPositive();
    assertThat(refused.p99Ratio().median()).isPositive();
    assertThat(results.noise().getFirst().referenceThroughputs()).hasSize(4);
  }

  @Test
  void aServiceWhoseAccountsDoNotAddUpWhileItIsMeasuredEndsWithOne() {
    try (FakeHoldfast fake = new FakeHoldfast(new FakeStore(Fault.DOCTORS_AUDITS))) {
      int code = run(measuring(fake));
      assertThat(said()).contains("accounts do not add up  <- ", "fake-safe accepted: ");
      assertThat(code).isEqualTo(Program.FAILED);
    }
  }

  @Test
  void inTheOpenModelOrdersArriveAtTheirRate() throws IOException {
    try (FakeHoldfast fake = new FakeHoldfast(new FakeStore())) {
      run(measuring(fake, "-Dmodel=open", "-Drate=50"));
    }
    Results.Speed speed =
        ResultsFile.read(report().resolve("results.json")).speed(Phase.SPEED, "fake-safe accepted");
    assertThat(speed.throughput().median()).isBetween(30.0, 70.0);
  }

  private static List<String> measuring(FakeHoldfast fake, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "--short",
                "-Dphases=speed",
                "-Dwarm-up=500ms",
                "-Dduration=500ms",
                "-Dusers=8",
                "-Dtargets=" + fake.uri(),
                "-Dstrategies=fake-safe"));
    words.addAll(List.of(more));
    return words;
  }

  @Test
  void wrongOptionsEndWithTwoAndTheListOfRightOnes() {
    assertThat(run(List.of("-Dnonsense=1", "-Dusers=none"))).isEqualTo(Program.NOT_RUN);
    assertThat(said())
        .contains("'-Dnonsense=1' is not an option", "users: 'none'", "-Dstrategies=A,B");
  }

  @Test
  void anUnknownStrategyEndsWithTwoAndTheListOfKnownOnes() {
    try (FakeHoldfast fake = new FakeHoldfast(new FakeStore())) {
      assertThat(run(with("-Dtargets=" + fake.uri(), "-Dstrategies=fake-safe,magic")))
          .isEqualTo(Program.NOT_RUN);
    }
    assertThat(said())
        .contains("no strategy magic; there are fake-safe, fake-mutex, fake-unguarded");
  }

  @Test
  void aServiceThatIsNotHoldfastEndsWithTwo() throws IOException {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    other.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("hi".getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    other.start();
    try {
      String target = "http://127.0.0.1:" + other.getAddress().getPort();
      assertThat(run(with("-Dtargets=" + target))).isEqualTo(Program.NOT_RUN);
      assertThat(said()).contains(target + " answers, but is not Holdfast").doesNotContain("\tat ");
    } finally {
      other.stop(0);
    }
  }

  @Test
  void nobodyThereEndsWithTwo() {
    String target = "http://127.0.0.1:" + Ports.free();
    assertThat(run(with("-Dtargets=" + target))).isEqualTo(Program.NOT_RUN);
    assertThat(said()).contains(target + " does not answer").doesNotContain("\tat ");
  }

  @Test
  void targetsThatShareNoStoreEndWithTwo() {
    try (FakeHoldfast a = new FakeHoldfast(new FakeStore());
        FakeHoldfast b = new FakeHoldfast(new FakeStore())) {
      assertThat(run(with("-Dtargets=" + a.uri() + "," + b.uri()))).isEqualTo(Program.NOT_RUN);
      assertThat(said()).contains("they do not share a store");
    }
  }

  @Test
  void aPortInUseEndsWithTwo() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path jar = FakeJar.running(FakeHoldfast.class, directory);
      int port = taken.getLocalPort();
      assertThat(run(with("-Djar=" + jar, "-Dinstances=1", "-Dports=" + port)))
          .isEqualTo(Program.NOT_RUN);
      assertThat(said()).contains("port " + port + " is in use").doesNotContain("\tat ");
    }
  }

  @Test
  void anInstanceThatCannotStartEndsWithTwoAndItsLastWords() throws IOException {
    Path jar = FakeJar.running(StillbornHoldfast.class, directory);
    assertThat(run(with("-Djar=" + jar, "-Dinstances=1"))).isEqualTo(Program.NOT_RUN);
    assertThat(said())
        .contains("died, with exit code 3", "I cannot reach my store")
        .doesNotContain("\tat ");
  }

  @Test
  void anInstanceThatDiesInMidRunEndsWithTwoAndItsLastWords() throws IOException {
    Path jar = FakeJar.running(DyingHoldfast.class, directory);
    int code = run(with("-Djar=" + jar, "-Dinstances=1", "-Dstrategies=fake-safe"));
    assertThat(said()).contains("died, with exit code 42", "I am dying of too many orders");
    assertThat(code).isEqualTo(Program.NOT_RUN);
  }

  @Test
  void aDirectoryThatIsNoReportIsLeftAlone() throws IOException {
    Files.createDirectories(report());
    Path precious = Files.writeString(report().resolve("thesis.txt"), "years of work");
    assertThat(run(with("-Dtargets=http://127.0.0.1:1"))).isEqualTo(Program.NOT_RUN);
    assertThat(said()).contains("holds something that is not a report");
    assertThat(precious).exists();
  }

  private Path report() {
    return directory.resolve("report");
  }

  private static List<String> with(String... more) {
    List<String> all = new ArrayList<>(SMALL);
    all.addAll(List.of(more));
    return all;
  }

  private int run(List<String> args) {
    List<String> all = new ArrayList<>(args);
    all.add("-Dout=" + report());
    try (PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      return Campaign.run(all, directory.resolve("load-tests"), stream, stream);
    }
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }
}
