package dev.holdfast.mutants;

import static java.util.stream.Collectors.joining;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Starts JVMs like this one, which run tests, each one run after the other. Safe for use by several
 * threads.
 */
final class TestJvms implements AutoCloseable {
  /** After so many runs a JVM ends, and with it what tests that failed have left behind. */
  private static final int RUNS_MAX = 20;

  /** How long a JVM that is asked to end may take, its Redis and other processes included. */
  private static final Duration END_MAX = Duration.ofSeconds(10);

  private static final Path FOLDER = Path.of("target", "mutants").toAbsolutePath();

  private final Set<Jvm> all = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<Jvm> idle = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  /** Puts what the JVMs run into a folder of its own, away from all that a mutant may change. */
  TestJvms() throws IOException {
    String name = TestJvm.class.getName().replace('.', '/') + ".class";
    Path copy = FOLDER.resolve("jvm").resolve(name);
    Files.createDirectories(copy.getParent());
    try (var original = TestJvm.class.getClassLoader().getResourceAsStream(name)) {
      if (original == null) {
        throw new IOException(name + " is not there");
      }
      Files.copy(original, copy, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * How a test ended.
   *
   * @param failure what failed, unless it passed
   */
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
   * Runs a test up to its first failure.
   *
   * @param overlay folders that come before all others on the class path
   * @param alone whether it has a JVM of its own with everything on the class path, which a library
   *     may look for classes of ours on; else one that ran other tests before
   * @return empty when it was skipped
   * @throws NoResultException if it took longer than that, or ended its JVM
   */
  Optional<Result> run(TestMethod test, List<Path> overlay, boolean alone, Duration max)
      throws IOException, InterruptedException, NoResultException {
    Project project = test.project();
    var path =
        Stream.concat(
                overlay.stream().map(f -> f.toAbsolutePath().toString()),
                Stream.of(project.classPath()))
            .collect(joining(File.pathSeparator));
    Path results = Files.createTempFile(Files.createDirectories(FOLDER), "results", "");
    Jvm jvm = alone ? new Jvm(project, path) : jvm(project);
    try {
      jvm.run(String.join("\t", results.toString(), path, test.fullName()), max);
      String result = Files.readString(results);
      if (!alone && jvm.runs < RUNS_MAX) {
        idle.add(jvm);
        jvm = null;
      }
      return result.isEmpty()
          ? Optional.empty()
          : Optional.of(new Result(result.equals(TestJvm.PASSED), result.replaceAll("\\s+", " ")));
    } finally {
      Files.delete(results);
      if (jvm != null) {
        jvm.end();
      }
    }
  }

  private Jvm jvm(Project project) throws IOException {
    var passedOver = new ArrayList<Jvm>();
    Jvm found = idle.poll();
    while (found != null && found.project != project) {
      passedOver.add(found);
      found = idle.poll();
    }
    idle.addAll(passedOver);
    return found != null ? found : new Jvm(project, libraries(project));
  }

  /** Ends all that run. */
  @Override
  public void close() {
    closed = true;
    all.forEach(Jvm::end);
  }

  private final class Jvm {
    private final Project project;
    private final Process process;
    private int runs;

    Jvm(Project project, String classPath) throws IOException {
      this.project = project;
      var command = new ArrayList<String>();
      command.add(ProcessHandle.current().info().command().orElseThrow());
      command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
      command.addAll(List.of("-cp", classPath, TestJvm.class.getName()));
      process =
          new ProcessBuilder(command)
              .directory(project.folder().toFile())
              .redirectError(ProcessBuilder.Redirect.appendTo(FOLDER.resolve("log").toFile()))
              .start();
      all.add(this);
    }

    void run(String line, Duration max)
        throws IOException, InterruptedException, NoResultException {
      runs++;
      var writer = process.outputWriter();
      writer.write(line + "\n");
      writer.flush();
      var done = new FutureTask<>(this::isDone);
      // Not a virtual thread: reading a pipe holds its carrier.
      Thread.ofPlatform().daemon().start(done);
      try {
        if (closed || !done.get(max.toNanos(), TimeUnit.NANOSECONDS)) {
          throw new NoResultException("its JVM ended; see " + FOLDER.resolve("log"), false);
        }
      } catch (TimeoutException e) {
        throw new NoResultException("had not ended after %d s".formatted(max.toSeconds()), true);
      } catch (ExecutionException e) {
        throw new IOException(e);
      }
    }

    private boolean isDone() throws IOException {
      var reader = process.inputReader();
      String line = reader.readLine();
      while (line != null && !line.equals(TestJvm.DONE)) {
        line = reader.readLine();
      }
      return line != null;
    }

    /** With what it started: a test that was broken off cannot tidy up. */
    void end() {
      all.remove(this);
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
  }

  /** What the JVM itself needs: no classes that a mutant may change. */
  private static String libraries(Project project) {
    var path = new ArrayList<String>();
    path.add(FOLDER.resolve("jvm").toString());
    path.addAll(project.libraries());
    if (project != Project.SERVICE) {
      // JUnit's launcher is there.
      path.addAll(Project.SERVICE.libraries());
    }
    return String.join(File.pathSeparator, path);
  }
}
