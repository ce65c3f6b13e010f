package dev.holdfast.mutants;

import static java.util.stream.Collectors.groupingBy;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private final Map<TestMethod, TestJvms.Result> unchanged = new HashMap<>();
  private volatile boolean known;

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
  record Outcome(Mutant mutant, Verdict verdict, Duration took, String why) {}

  /**
   * Runs the tests of the mutants with nothing changed: a test that fails anyhow catches nothing.
   */
  void runUnchanged(List<Mutant> mutants)
      throws IOException, InterruptedException, TestJvms.NoResultException {
    var tests = mutants.stream().filter(Mutant::isFit).map(Mutant::test).distinct().toList();
    for (var project : tests.stream().collect(groupingBy(TestMethod::project)).entrySet()) {
      var its = project.getValue();
      unchanged.putAll(
          jvms.run(project.getKey(), MUTANTS, List.of(), its, false, max.multipliedBy(its.size())));
    }
    known = true;
  }

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
      if (known) {
        var before = unchanged.get(mutant.test());
        if (before == null) {
          return new Judged(Verdict.SKIPPED, mutant.test() + " does not run here");
        }
        if (!before.passed()) {
          return new Judged(Verdict.RED_BEFORE, before.failure());
        }
      }
      return judgeFit(mutant);
    } catch (Mutant.UnfitException e) {
      return new Judged(Verdict.UNFIT, String.valueOf(e.getMessage()));
    }
  }

  private Judged judgeFit(Mutant mutant) throws IOException, InterruptedException {
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
      var test = mutant.test();
      var end =
          jvms.run(test.project(), folder, List.of(overlay), List.of(test), true, max).get(test);
      if (end == null) {
        return new Judged(Verdict.NO_RESULT, test + " did not run");
      }
      return end.passed()
          ? new Judged(Verdict.SURVIVED, test + " passes")
          : new Judged(Verdict.CAUGHT, end.failure());
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
