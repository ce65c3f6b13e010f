package dev.holdfast.mutants;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * The JVM that tests run in, run after run, each with classes of its own: only libraries are on the
 * class path, and stay loaded. A line of its input is a run: {@code RESULT TAB CLASSPATH TAB
 * CLASS#METHOD}.
 *
 * <p>It writes {@link #PASSED} or what failed first into the file for the result, or nothing where
 * the test was skipped, and then {@link #DONE} to its output.
 */
final class TestJvm implements TestExecutionListener {
  static final String DONE = "done";

  static final String PASSED = "PASSED";

  private final String wanted;
  private final CancellationToken end = CancellationToken.create();
  private String result = "";

  private TestJvm(String wanted) {
    this.wanted = wanted;
  }

  /** What a run left behind, such as a Redis, ends with this JVM. */
  public static void main(String[] args) throws IOException {
    PrintStream answers = System.out;
    System.setOut(System.err);
    var input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      String[] run = line.split("\t");
      System.setProperty("java.class.path", run[1]);
      Files.writeString(Path.of(run[0]), new TestJvm(run[2]).run(run[1]));
      answers.println(DONE);
    }
    System.exit(0);
  }

  private String run(String classPath) throws IOException {
    var folders = new ArrayList<URL>();
    for (String entry : classPath.split(File.pathSeparator)) {
      if (Files.isDirectory(Path.of(entry))) {
        folders.add(Path.of(entry).toUri().toURL());
      }
    }
    // Not closed: what a run left running may still load something.
    var classes = new URLClassLoader(folders.toArray(URL[]::new));
    Thread.currentThread().setContextClassLoader(classes);
    var discovery =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(classes, wanted.split("#")[0]))
            .filters((PostDiscoveryFilter) this::isWanted)
            .build();
    LauncherFactory.create()
        .execute(
            LauncherExecutionRequestBuilder.request(discovery)
                .cancellationToken(end)
                .listeners(this)
                .build());
    return result;
  }

  /** Asked about what has no children: a class whose methods are all refused goes with them. */
  private FilterResult isWanted(TestDescriptor test) {
    return FilterResult.includedIf(
        test.getSource().filter(s -> wanted.equals(nameOf(s))).isPresent());
  }

  private static String nameOf(TestSource source) {
    return source instanceof MethodSource method
        ? method.getClassName() + "#" + method.getMethodName()
        : "";
  }

  /** A class that fails, or what prepares it, fails the test. */
  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult outcome) {
    // No switch: it would need a class more, and this one is alone on its class path.
    if (outcome.getStatus() == TestExecutionResult.Status.FAILED) {
      if (result.isEmpty() || result.equals(PASSED)) {
        result = outcome.getThrowable().map(Throwable::toString).orElse("it failed");
      }
      end.cancel();
    } else if (outcome.getStatus() == TestExecutionResult.Status.SUCCESSFUL
        && test.isTest()
        && result.isEmpty()) {
      result = PASSED;
    }
  }
}
