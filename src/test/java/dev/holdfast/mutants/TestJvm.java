package dev.holdfast.mutants;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.platform.engine.CancellationToken;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherExecutionRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * The JVM that tests run in: {@code RESULTS all|first CLASS#METHOD...}. It writes a line for each
 * test method into the file of results: {@code CLASS#METHOD TAB PASSED|FAILED TAB what failed}.
 * With {@code first} it ends at the first failure. A method that was skipped has no line.
 */
final class TestJvm implements TestExecutionListener {
  private final List<String> wanted;
  private final CancellationToken end = CancellationToken.create();
  private final boolean endsAtFirst;
  private final Map<String, String> results = new LinkedHashMap<>();

  private TestJvm(List<String> wanted, boolean endsAtFirst) {
    this.wanted = wanted;
    this.endsAtFirst = endsAtFirst;
  }

  /** Never returns: what a test left running ends with this JVM. */
  public static void main(String[] args) throws IOException {
    var wanted = Arrays.asList(args).subList(2, args.length);
    var run = new TestJvm(wanted, args[1].equals("first"));
    var discovery =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(
                wanted.stream()
                    .map(t -> t.split("#")[0])
                    .distinct()
                    .map(c -> selectClass(c))
                    .toList())
            .filters((PostDiscoveryFilter) run::isWanted)
            .build();
    LauncherFactory.create()
        .execute(
            LauncherExecutionRequestBuilder.request(discovery)
                .cancellationToken(run.end)
                .listeners(run)
                .build());
    var lines = run.results.entrySet().stream().map(r -> r.getKey() + "\t" + r.getValue()).toList();
    Files.write(Path.of(args[0]), lines);
    System.exit(0);
  }

  /** Asked about what has no children: a class whose methods are all refused goes with them. */
  private FilterResult isWanted(TestDescriptor test) {
    return FilterResult.includedIf(
        test.getSource().filter(s -> wanted.contains(nameOf(s))).isPresent());
  }

  private static String nameOf(TestSource source) {
    return switch (source) {
      case MethodSource method -> method.getClassName() + "#" + method.getMethodName();
      case ClassSource type -> type.getClassName();
      default -> "";
    };
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    String name = test.getSource().map(TestJvm::nameOf).orElse("");
    if (result.getStatus() == TestExecutionResult.Status.SUCCESSFUL && test.isTest()) {
      results.putIfAbsent(name, "PASSED");
    }
    if (result.getStatus() == TestExecutionResult.Status.FAILED) {
      String failure = result.getThrowable().map(Throwable::toString).orElse("");
      // Where a class or what prepares it fails, none of its methods has a result of its own.
      wanted.stream()
          .filter(w -> w.equals(name) || w.startsWith(name + "#") || name.isEmpty())
          .forEach(w -> results.put(w, "FAILED\t" + failure.replaceAll("\\s+", " ")));
      if (endsAtFirst) {
        end.cancel();
      }
    }
  }
}
