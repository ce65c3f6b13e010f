package dev.holdfast.mutants;

import static java.util.stream.Collectors.toList;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Starts JVMs like this one, which run tests. Safe for use by several threads. */
final class TestJvms implements AutoCloseable {
  /** How long a JVM that is asked to end may take, its Redis and other processes included. */
  private static final Duration END_MAX = Duration.ofSeconds(10);

  private final Set<Process> running = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** How a test ended. */
  record Result(boolean passed, String failure) {}

  /** A JVM has told nothing of its tests. */
  static final class NoResultException extends Exception {
    private static final long serialVersionUID = 1;
    private final boolean timedOut;

    NoResultException(String message, boolean timedOut) {
      super(message);
      this.timedOut = timedOut;
    }

    /** Whether it was ended because it took too long; else it ended by itself. */
    boolean isTimedOut() {
      return timedOut;
    }
  }

  /**
   * Runs the tests, all of one project, in one JVM.
   *
   * @param folder where its log and results go
   * @param overlay folders that come before all others on the class path
   * @param endsAtFirst whether the first failure is enough
   * @return the results by test; a test that was skipped, or is not there, has none
   * @throws NoResultException if they took longer than that, or ended their JVM
   */
  Map<TestMethod, Result> run(
      Project project,
      Path folder,
      List<Path> overlay,
      Collection<TestMethod> tests,
      boolean endsAtFirst,
      Duration max)
      throws IOException, InterruptedException, NoResultException {
    Files.createDirectories(folder);
    Path results = folder.resolve("results").toAbsolutePath();
    Files.deleteIfExists(results);
    var named = new HashMap<String, TestMethod>();
    for (TestMethod test : tests) {
      named.put(test.fullName(), test);
    }
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    var path = overlay.stream().map(f -> f.toAbsolutePath().toString()).collect(toList());
    path.add(project.classPath());
    if (project != Project.SERVICE) {
      // This class's own, and JUnit's launcher.
      path.add(Project.SERVICE.classPath());
    }
    command.addAll(List.of("-cp", String.join(File.pathSeparator, path), TestJvm.class.getName()));
    command.addAll(List.of(results.toString(), endsAtFirst ? "first" : "all"));
    command.addAll(named.keySet());
    await(
        new ProcessBuilder(command)
            .directory(project.folder().toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start(),
        max);
    if (!Files.exists(results)) {
      throw new NoResultException("its JVM ended; see " + folder.resolve("log"), false);
    }
    var ended = new HashMap<TestMethod, Result>();
    for (String line : Files.readAllLines(results)) {
      String[] parts = line.split("\t", 3);
      ended.put(
          named.get(parts[0]),
          new Result(parts[1].equals("PASSED"), parts.length > 2 ? parts[2] : ""));
    }
    return ended;
  }

  private void await(Process process, Duration max) throws InterruptedException, NoResultException {
    running.add(process);
    try {
      if (closed || !process.waitFor(max.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new NoResultException("had not ended after %d s".formatted(max.toSeconds()), true);
      }
    } finally {
      end(process);
      running.remove(process);
    }
  }

  /** With what it started: a test that was broken off cannot tidy up. */
  private static void end(Process process) {
    var started = process.descendants().toList();
    process.destroy();
    try {
      process.waitFor(END_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    started.forEach(ProcessHandle::destroyForcibly);
  }

  /** Ends all that run. */
  @Override
  public void close() {
    closed = true;
    running.forEach(TestJvms::end);
  }
}
