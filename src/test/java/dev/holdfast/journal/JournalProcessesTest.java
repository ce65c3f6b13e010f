package dev.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four processes write one journal, die in the middle of lines and at any moment, and others take
 * their place. {@code load-tests/journal} does it with instances of the service, and for longer.
 */
class JournalProcessesTest {
  private static final long EVENTS = 20_000;
  private static final long FEW = 10;

  /** More than the limit of the file's size takes. */
  private static final long FULL = 2_000;

  private static final long NEVER = Long.MAX_VALUE;
  private static final long SEED = Long.getLong("holdfast.test.seed", 1);
  private static final int PROCESSES = 4;

  /** Deaths in the middle of a write; later all are killed at once. */
  private static final int DEATHS = 4;

  private static final long SIZE_MAX = 1 << 18;
  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir Path folder;

  private final Random random = new Random(SEED);
  private final List<Process> processes = new ArrayList<>();
  private Path path;

  @AfterEach
  void stop() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
  }

  /**
   * @param writesMax in the middle of which of its writes it dies
   */
  private Process start(long events, long writesMax) throws IOException {
    return start(List.of(), events, writesMax);
  }

  /**
   * @param prefix what starts the process, with its command as further arguments
   */
  private Process start(List<String> prefix, long events, long writesMax) throws IOException {
    var command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            JournalProcess.class.getName(),
            path.toString(),
            Long.toString(events),
            Long.toString(SIZE_MAX),
            Long.toString(random.nextLong()),
            Long.toString(writesMax)));
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
            .start();
    processes.add(process);
    return process;
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  private void startAll(long writesMax) throws IOException {
    while (processes.size() < PROCESSES) {
      start(EVENTS, writesMax);
    }
  }

  /** How many events the journal has; 0 also where its file is renamed or cut this moment. */
  private long written() {
    try (var file = FileChannel.open(path, StandardOpenOption.READ)) {
      String position = Tail.of(file).position();
      return position == null ? 0 : Long.parseLong(position.substring(2));
    } catch (IOException e) {
      return 0;
    }
  }

  private void awaitWritten(long events) {
    await("the journal has " + events)
        .atMost(LONG)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> written() >= events);
  }

  /** Answers how many died, each in the middle of a write. */
  private int awaitDeath() {
    await("one dies")
        .atMost(LONG)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> processes.stream().anyMatch(process -> !process.isAlive()));
    List<Process> dead = processes.stream().filter(process -> !process.isAlive()).toList();
    assertThat(dead)
        .allSatisfy(process ->
            assertThat(process.exitValue()).as(log()).isEqualTo(JournalProcess.DIED_WRITING));
    processes.removeAll(dead);
    return dead.size();
  }

  private void killAll() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly();
    }
    for (Process process : processes) {
      process.waitFor();
    }
    processes.clear();
  }

  @Test
  void fourProcessesWriteEachEventOnce_whateverBecomesOfThem() throws Exception {
    path = folder.resolve("orders.jsonl");
    // All that die in the middle of a write get half of the way, at the most.
    int writes = (int) Math.max(1, EVENTS / JournalProcess.BATCH_MAX / 2 / (DEATHS + PROCESSES));
    startAll(1 + random.nextInt(writes));
    for (int deaths = 0; deaths < DEATHS; deaths += awaitDeath()) {
      startAll(1 + random.nextInt(writes));
    }
    startAll(NEVER);
    awaitWritten(EVENTS * 3 / 4);
    killAll();
    startAll(NEVER);
    awaitWritten(EVENTS);
    killAll();

    var journal = new WrittenJournal(path);
    journal.assertHasAll(EVENTS);
    assertThat(journal.all())
        .hasSizeGreaterThan(5)
        .allSatisfy(file -> assertThat(Files.size(file)).isLessThanOrEqualTo(SIZE_MAX));
  }

  /** Another handle of the file, closed in the process of the holder, must not free the lock. */
  @Test
  void theLockKeepsAnotherProcessOut_thoughOneInTheSameProcessStoodBy() throws Exception {
    path = folder.resolve("orders.jsonl");
    Path file = new JournalFiles(path).lock();
    try (var holder = new ProcessLock(file)) {
      assertThat(holder.tryAcquire()).isTrue();
      try (var standby = new ProcessLock(file)) {
        assertThat(standby.tryAcquire()).isFalse();
      }
      Process other = start(FEW, NEVER);
      await("it has the lock's file open")
          .atMost(LONG)
          .until(() -> log().contains(JournalProcess.STANDS_BY) || Files.exists(path));
      assertThat(path).doesNotExist();
      assertThat(other.isAlive()).isTrue();
      holder.release();
      awaitWritten(FEW);
    }
    killAll();
    new WrittenJournal(path).assertHasAll(FEW);
  }

  /** The system writes a part of a line, and refuses the rest. */
  @Test
  void aLimitOfTheFilesSizeIsReported_andAnotherProcessGoesOn() throws Exception {
    path = folder.resolve("orders.jsonl");
    Process limited =
        start(List.of("bash", "-c", "ulimit -f 100 && exec \"$@\"", "limited"), FULL, NEVER);
    assertThat(limited.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(log()).contains("orders.jsonl cannot be written: File too large");
    assertThat(Files.size(path)).isEqualTo(100 * 1024);
    start(FULL, NEVER);
    awaitWritten(FULL);
    killAll();
    new WrittenJournal(path).assertHasAll(FULL);
  }
}
