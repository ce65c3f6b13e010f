package dev.holdfast.load.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.load.fake.FakeHoldfast;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterruptedCampaignTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String INTERRUPT = "INT";

  @Test
  void whatItStartedIsStoppedWhenItsUserInterruptsIt(@TempDir Path directory) throws Exception {
    Process campaign = start(directory);
    Set<ProcessHandle> started;
    try {
      await().atMost(PATIENCE).until(() -> loadIsRunning(directory));
      started = campaign.descendants().collect(Collectors.toSet());
      assertThat(started).as("Redis, an instance and the load").hasSizeGreaterThanOrEqualTo(3);
      new ProcessBuilder("kill", "-" + INTERRUPT, Long.toString(campaign.pid())).start().waitFor();
      assertThat(campaign.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } finally {
      campaign.destroyForcibly();
    }
    await().atMost(PATIENCE).until(() -> started.stream().noneMatch(ProcessHandle::isAlive));
  }

  private static Process start(Path directory) throws IOException {
    Path jar = FakeJar.running(FakeHoldfast.class, directory);
    List<String> words =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Campaign.class.getName(),
            "-Djar=" + jar,
            "-Dinstances=1",
            "-Dphases=speed",
            "-Dstrategies=fake-safe",
            "-Dout=" + directory.resolve("report"));
    return new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("said").toFile())
        .start();
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
