package dev.holdfast.load.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that the campaign started; all that it prints goes to a file. */
public final class ManagedProcess {
  private static final Duration STOP_MAX = Duration.ofSeconds(10);
  private static final Duration KILL_MAX = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(5);
  private static final int LAST_LINES = 12;

  /** A process that a signal ended has this plus the signal's number as its exit code. */
  private static final int SIGNALS_FROM = 128;

  /** What to run. Several runs may share a log. {@code name} is what its user calls it. */
  public record Command(String name, List<String> words, Path directory, Path log) {
    public Command {
      words = List.copyOf(words);
    }
  }

  /** How it ended when it was stopped; {@code byItself} unless it had to be killed. */
  public record End(Duration took, int exitCode, boolean byItself) {}

  private final Command command;
  private final Process process;

  private ManagedProcess(Command command, Process process) {
    this.command = command;
    this.process = process;
  }

  public static ManagedProcess start(Command command) {
    try {
      Files.createDirectories(command.log().toAbsolutePath().getParent());
      Process process =
          new ProcessBuilder(command.words())
              .directory(command.directory().toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(command.log().toFile()))
              .start();
      process.getOutputStream().close();
      return new ManagedProcess(command, process);
    } catch (IOException e) {
      throw new LoadTestException(command.name() + " cannot be started: " + e.getMessage(), e);
    }
  }

  public String name() {
    return command.name();
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Its exit code; only once it has ended. */
  public int exitCode() {
    return process.exitValue();
  }

  /** How it ended, in words. */
  public String ending() {
    int code = exitCode();
    return code > SIGNALS_FROM
        ? "killed by signal " + (code - SIGNALS_FROM)
        : "with exit code " + code;
  }

  /** Waits for its end for at most so long, and tells whether it came. */
  public boolean awaitEnd(Duration max) {
    try {
      return process.waitFor(max.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoadTestException("interrupted while waiting for " + name(), e);
    }
  }

  /** Sends it SIGTERM, and kills it if it has not ended by itself within its grace. */
  End terminate(Duration grace) {
    long start = System.nanoTime();
    process.destroy();
    boolean byItself = awaitEnd(grace);
    return byItself ? ended(start, true) : kill(start);
  }

  /** Sends it SIGKILL. */
  End kill() {
    return kill(System.nanoTime());
  }

  /**
   * Sends SIGKILL to it and to all that it has started. It is stopped first (SIGSTOP), so that it
   * starts nothing more meanwhile.
   */
  void killAll() {
    signal("STOP");
    List<ProcessHandle> children = process.descendants().toList();
    kill();
    children.forEach(ProcessHandle::destroyForcibly);
    Deadline.await(
        "the end of what " + name() + " started",
        KILL_MAX,
        LOOK,
        () -> children.stream().noneMatch(ProcessHandle::isAlive));
  }

  private void signal(String signal) {
    if (!process.isAlive()) {
      return;
    }
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start().waitFor();
    } catch (IOException e) {
      throw new LoadTestException(name() + " cannot be signalled: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoadTestException("interrupted while " + name() + " was signalled", e);
    }
  }

  private End kill(long start) {
    process.destroyForcibly();
    if (!awaitEnd(KILL_MAX)) {
      throw new LoadTestException(name() + " cannot be killed");
    }
    return ended(start, false);
  }

  private End ended(long start, boolean byItself) {
    return new End(Duration.ofNanos(System.nanoTime() - start), exitCode(), byItself);
  }

  /** Asks it to end, and ends it if it does not. */
  public void stop() {
    List<ProcessHandle> children = new ArrayList<>(process.descendants().toList());
    process.destroy();
    if (!endsWithin(STOP_MAX)) {
      // What it has started since.
      children.addAll(process.descendants().toList());
      process.destroyForcibly();
      endsWithin(KILL_MAX);
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }

  private boolean endsWithin(Duration max) {
    try {
      return process.waitFor(max.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The end of what it printed. */
  public String lastWords() {
    try {
      List<String> lines =
          new String(Files.readAllBytes(command.log()), StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      return "(its log " + command.log() + " cannot be read)";
    }
  }
}
