package dev.holdfast.load.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagedProcessTest {
  private static final Duration GRACE = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void whatEndsWhenAskedToEndsByItself() {
    ManagedProcess.End end = started("trap 'exit 7' TERM").terminate(GRACE);
    assertThat(end.byItself()).isTrue();
    assertThat(end.exitCode()).isEqualTo(7);
    assertThat(end.took()).isLessThan(GRACE);
  }

  @Test
  void whatDoesNotEndInItsGraceIsKilledAndThatIsTold() {
    ManagedProcess.End end = started("trap '' TERM").terminate(Duration.ofMillis(300));
    assertThat(end.byItself()).isFalse();
    assertThat(end.exitCode()).isEqualTo(137);
    assertThat(end.took()).isGreaterThanOrEqualTo(Duration.ofMillis(300));
  }

  @Test
  void whatIsKilledIsNotAsked() {
    ManagedProcess.End end = started("trap 'exit 7' TERM").kill();
    assertThat(end.byItself()).isFalse();
    assertThat(end.exitCode()).isEqualTo(137);
  }

  @Test
  void killAll_endsWhatItStartedToo() {
    ManagedProcess process = started("sleep 60 & trap '' TERM");
    List<ProcessHandle> children =
        ProcessHandle.of(process.pid()).orElseThrow().descendants().toList();
    assertThat(children).isNotEmpty();
    process.killAll();
    assertThat(process.isAlive()).isFalse();
    assertThat(children).noneMatch(ProcessHandle::isAlive);
  }

  /** A process that has set its trap, and then does nothing much for a minute at most. */
  private ManagedProcess started(String trap) {
    String script = trap + "; echo up; i=0; while [ $i -lt 600 ]; do sleep 0.1; i=$((i+1)); done";
    Path log = directory.resolve("log");
    ManagedProcess process =
        ManagedProcess.start(
            new ManagedProcess.Command("a script", List.of("sh", "-c", script), directory, log));
    await().until(() -> Files.readString(log).contains("up"));
    return process;
  }
}
