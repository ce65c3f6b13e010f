package dev.holdfast.mutants;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.luaj.vm2.parser.LuaParser;
import org.luaj.vm2.parser.ParseException;
import org.luaj.vm2.parser.TokenMgrError;
import org.springframework.util.FileSystemUtils;

/**
 * Makes a mutant in a folder of its own, which comes first on the class path, and runs its test.
 * Nothing else is compiled: a constant of the changed class that others have taken in stays theirs.
 * Safe for use by several threads.
 */
final class MutantRun {
  private static final Path MUTANTS = Path.of("target", "mutants");

  private final TestJvms jvms;
  private final Duration max;
  private final ConcurrentHashMap<TestMethod, FutureTask<Unchanged>> unchanged =
      new ConcurrentHashMap<>();

  /**
   * @param max how long a test may take, the start of its JVM included
   */
  MutantRun(TestJvms jvms, Duration max) {
    this.jvms = jvms;
    this.max = max;
  }

  /** What became of a mutant. */
  enum Verdict {
    CAUGHT(true),
    SURVIVED(false),
    UNFIT(false),
    DID_NOT_COMPILE(false),
    TIMED_OUT(false),
    /** The test was skipped, or its JVM ended. */
    NO_RESULT(false),
    /** Its test fails without it too, so that its failure says nothing. */
    RED_BEFORE(false),
    /** Its test is skipped on this machine. */
    SKIPPED(true);

    final boolean isGood;

    Verdict(boolean isGood) {
      this.isGood = isGood;
    }
  }

  /**
   * @param why what the test said, or what is wrong with the entry
   */
  public record Outcome(Mutant mutant, Verdict verdict, Duration took, String why) {}

  /**
   * What a test does with nothing changed.
   *
   * @param alone whether it must run in a JVM of its own: it passes there and not beside others
   */
  private record Unchanged(Optional<TestJvms.Result> result, boolean alone) {}

  Outcome of(Mutant mutant) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Judged judged = judge(mutant);
    var took = Duration.ofNanos(System.nanoTime() - start);
    return new Outcome(mutant, judged.verdict, took, judged.why);
  }

  private record Judged(Verdict verdict, String why) {}

  private Judged judge(Mutant mutant) throws IOException, InterruptedException {
    try {
      mutant.check();
      Unchanged before = unchanged(mutant.test());
      if (before.result().isEmpty()) {
        return new Judged(Verdict.SKIPPED, mutant.test() + " does not run here");
      }
      var result = before.result().get();
      return result.passed()
          ? judge(mutant, before.alone())
          : new Judged(Verdict.RED_BEFORE, result.failure());
    } catch (Mutant.UnfitException e) {
      return new Judged(Verdict.UNFIT, String.valueOf(e.getMessage()));
    }
  }

  /** Once for each test: one that fails anyhow catches nothing. */
  private Unchanged unchanged(TestMethod test) throws IOException, InterruptedException {
    var look = unchanged.computeIfAbsent(test, t -> new FutureTask<>(() -> look(t)));
    look.run();
    try {
      return look.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  private Unchanged look(TestMethod test) throws IOException, InterruptedException {
    try {
      var result = jvms.run(test, List.of(), false, max);
      if (result.isEmpty() || result.get().passed()) {
        return new Unchanged(result, false);
      }
    } catch (TestJvms.NoResultException e) {
      // It may need a JVM of its own.
    }
    try {
      return new Unchanged(jvms.run(test, List.of(), true, max), true);
    } catch (TestJvms.NoResultException e) {
      var none = new TestJvms.Result(false, String.valueOf(e.getMessage()));
      return new Unchanged(Optional.of(none), true);
    }
  }

  private Judged judge(Mutant mutant, boolean alone) throws IOException, InterruptedException {
    Path folder = MUTANTS.resolve(mutant.name());
    Path overlay = folder.resolve("classes");
    FileSystemUtils.deleteRecursively(folder);
    Files.createDirectories(overlay);
    String text = mutant.applied();
    String wrong =
        mutant.isJava() ? compile(mutant, text, folder, overlay) : copy(mutant, text, overlay);
    if (!wrong.isEmpty()) {
      return new Judged(Verdict.DID_NOT_COMPILE, wrong);
    }
    try {
      var end = jvms.run(mutant.test(), List.of(overlay), alone, max);
      if (end.isEmpty()) {
        return new Judged(Verdict.NO_RESULT, mutant.test() + " was skipped");
      }
      return end.get().passed()
          ? new Judged(Verdict.SURVIVED, mutant.test() + " passes")
          : new Judged(Verdict.CAUGHT, end.get().failure());
    } catch (TestJvms.NoResultException e) {
      boolean hangs = e.isTimedOut() && mutant.hangs();
      return new Judged(
          hangs ? Verdict.CAUGHT : e.isTimedOut() ? Verdict.TIMED_OUT : Verdict.NO_RESULT,
          mutant.test() + ": " + e.getMessage());
    }
  }

  private String compile(Mutant mutant, String text, Path folder, Path overlay) throws IOException {
    Path source = folder.resolve(Path.of(mutant.file()).getFileName());
    Files.writeString(source, text);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var said = new StringWriter();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      var options =
          List.of(
              "-proc:none",
              "-parameters",
              "-nowarn",
              "-g",
              "-d",
              overlay.toString(),
              "-cp",
              mutant.project().classPath());
      boolean compiled =
          compiler
              .getTask(said, files, null, options, null, files.getJavaFileObjects(source))
              .call();
      return compiled ? "" : said.toString().lines().findFirst().orElse("javac failed");
    }
  }

  private static String copy(Mutant mutant, String text, Path overlay) throws IOException {
    Path inResources =
        Path.of(mutant.file().replaceFirst("^(load-tests/)?src/(main|test)/resources/", ""));
    if (inResources.equals(Path.of(mutant.file()))) {
      throw new Mutant.UnfitException(mutant.file() + " is no Java file and no resource");
    }
    Path copy = overlay.resolve(inResources);
    Files.createDirectories(copy.getParent());
    Files.writeString(copy, text);
    return mutant.file().endsWith(".lua") ? syntaxOf(text) : "";
  }

  private static String syntaxOf(String lua) {
    try {
      new LuaParser(new StringReader(lua)).Chunk();
      return "";
    } catch (ParseException | TokenMgrError e) {
      return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
  }
}
