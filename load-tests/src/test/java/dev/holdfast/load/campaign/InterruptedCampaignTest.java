package dev.holdfast.load.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.load.fake.FakeHoldfast;
import dev.holdfast.load.process.FakeJar;
import dev.holdfast.load.process.ManagedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterruptedCampaignTest {
  private static final Duration WAIT_MAX = Duration.ofMinutes(3);
  private static final String INTERRUPT = "INT";
  private static final int ENDED_BY_INTERRUPT = 130;
  private static final List<String> HEARS_INTERRUPTS =
      List.of("env", "--default-signal=" + INTERRUPT);

  @Test
  void whatItStartedIsStoppedWhenItsUserInterruptsIt(@TempDir Path directory) throws Exception {
    ManagedProcess campaign = start(directory);
    Set<ProcessHandle> started;
    try {
      await().atMost(WAIT_MAX).until(() -> loadIsRunning(directory) || !campaign.isAlive());
      assertThat(campaign.isAlive()).as(campaign::lastWords).isTrue();
      started =
          ProcessHandle.of(campaign.pid()).orElseThrow().descendants().collect(Collectors.toSet());
      assertThat(started).as("Redis, an instance and the load").hasSizeGreaterThanOrEqualTo(3);
      run("kill", "-" + INTERRUPT, Long.toString(campaign.pid()));
      assertThat(campaign.awaitEnd(WAIT_MAX)).as("it ends when it is interrupted").isTrue();
      assertThat(campaign.exitCode()).as(campaign::lastWords).isEqualTo(ENDED_BY_INTERRUPT);
    } finally {
      campaign.stop();
    }
    await().atMost(WAIT_MAX).until(() -> started.stream().noneMatch(ProcessHandle::isAlive));
  }

  private static ManagedProcess start(Path directory) throws Exception {
    Path jar = FakeJar.running(FakeHoldfast.class, directory);
    List<String> words = new ArrayList<>(asFromATerminal());
    words.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Campaign.class.getName(),
            "-Djar=" + jar,
            "-Dinstances=1",
            "-Dphases=speed",
            // Longer than its end is waited for: it does not come by itself.
            "-Dwarm-up=600s",
            "-Dstrategies=fake-safe",
            "-Dout=" + directory.resolve("report")));
    return ManagedProcess.start(
        new ManagedProcess.Command(
            "the campaign", words, Path.of("").toAbsolutePath(), directory.resolve("said")));
  }

  /**
   * What a command begins with to hear an interrupt, whatever started these tests. A shell has its
   * background jobs ignore it, and their children inherit that. Each run has such a shell in front,
   * so that no shell is needed to see it fail.
   */
  private static List<String> asFromATerminal() throws Exception {
    List<String> probe = new ArrayList<>(HEARS_INTERRUPTS);
    probe.add("true");
    if (run(probe.toArray(String[]::new)) != 0) {
      // An env of another make: then they have to be started from a terminal.
      return List.of();
    }
    List<String> words =
        new ArrayList<>(List.of("sh", "-c", "trap '' " + INTERRUPT + "; exec \"$@\"", "sh"));
    words.addAll(HEARS_INTERRUPTS);
    return words;
  }

  private static int run(String... words) throws Exception {
    return new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** Gatling writes its first lines when its users have begun. */
  private static boolean loadIsRunning(Path directory) throws IOException {
    Path cells = directory.resolve("report").resolve("cells");
    if (!Files.exists(cells)) {
      return false;
    }
    try (var files = Files.walk(cells)) {
      return files.anyMatch(f -> f.endsWith("gatling.log") && f.toFile().length() > 0);
    }
  }
}
