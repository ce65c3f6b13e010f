package dev.holdfast.load.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.holdfast.load.check.Verdict;
import dev.holdfast.load.fake.DyingHoldfast;
import dev.holdfast.load.fake.FakeHoldfast;
import dev.holdfast.load.fake.FakeStore;
import dev.holdfast.load.fake.StillbornHoldfast;
import dev.holdfast.load.process.FakeJar;
import dev.holdfast.load.process.Ports;
import dev.holdfast.load.process.Program;
import dev.holdfast.load.report.ReportFiles;
import dev.holdfast.load.report.Results;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole campaigns against a fake service that is right, or wrong in one way. */
class CampaignTest {
  @TempDir Path directory;

  private TestCampaign campaign;

  @BeforeEach
  void prepare() {
    campaign = new TestCampaign(directory);
  }

  @Test
  void aServiceThatKeepsItsPromisesEndsWithZero() throws IOException {
    FakeStore store = new FakeStore();
    try (FakeHoldfast a = new FakeHoldfast(store);
        FakeHoldfast b = new FakeHoldfast(store)) {
      int code = run(with("-Dtargets=" + a.uri() + "," + b.uri(), "-Dinstances=1,2"));
      assertThat(said()).contains("[ 6/6]", "Every verdict agrees");
      assertThat(code).isEqualTo(Program.PASSED);
    }
    Results results = ReportFiles.read(report());
    assertThat(results.complete()).isTrue();
    assertThat(results.versions().holdfast()).isEqualTo("fake");
    assertThat(results.correctness()).hasSize(6);
    assertThat(results.correctness("fake-mutex", 1).verdict().text()).isEqualTo("exact");
    assertThat(results.correctness("fake-mutex", 2).verdict().kind())
        .isEqualTo(Verdict.Kind.OVERSOLD);
    assertThat(report().resolve(ReportFiles.PAGE))
        .content()
        .contains("\"everyVerdictAgrees\" : true");
    assertThat(report().resolve(results.correctness().getFirst().gatlingReport())).exists();
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
    return campaign.report();
  }

  private static List<String> with(String... more) {
    return TestCampaign.small(more);
  }

  private int run(List<String> args) {
    return campaign.run(args);
  }

  private String said() {
    return campaign.said();
  }
}
