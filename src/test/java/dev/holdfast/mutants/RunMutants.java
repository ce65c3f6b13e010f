package dev.holdfast.mutants;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.holdfast.mutants.MutantRun.Outcome;
import dev.holdfast.mutants.MutantRun.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Removes guards, one at a time, and tells which removals no test has caught. Ends with 0 when all
 * were caught, with 1 when not, with 2 when it could not be run.
 */
public final class RunMutants {
  /** The JVMs that run at once: more would disturb tests of races and times. */
  private static final int JVMS = 2;

  /** For one test and the start of its JVM. */
  static final Duration TEST_MAX = Duration.ofMinutes(3);

  /** Of what a test said. */
  private static final int WHY_MAX = 160;

  private RunMutants() {}

  public static void main(String[] args) throws Exception {
    Mutants chosen;
    try {
      chosen = Choice.of(args, Mutants.in(Path.of("mutants")));
    } catch (IllegalArgumentException | Mutant.UnfitException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    try (var jvms = new TestJvms()) {
      Runtime.getRuntime().addShutdownHook(new Thread(jvms::close));
      var run = new MutantRun(jvms, TEST_MAX);
      System.out.printf("%d mutants%n", chosen.all().size());
      var outcomes = runAll(chosen.all(), run);
      System.out.printf("%n%d mutants: %s%n", outcomes.size(), counted(outcomes));
      System.exit(exitCode(outcomes));
    }
  }

  static int exitCode(List<Outcome> outcomes) {
    return outcomes.stream().allMatch(o -> o.verdict().isGood) ? 0 : 1;
  }

  private static String counted(List<Outcome> outcomes) {
    Map<Verdict, Long> numbers =
        outcomes.stream().collect(groupingBy(Outcome::verdict, counting()));
    return numbers.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(e -> e.getValue() + " " + inWords(e.getKey()))
        .reduce((a, b) -> a + ", " + b)
        .orElse("none");
  }

  private static String inWords(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static List<Outcome> runAll(List<Mutant> mutants, MutantRun run)
      throws InterruptedException, ExecutionException {
    try (var threads = Executors.newFixedThreadPool(JVMS)) {
      var running = new ArrayList<Future<Outcome>>();
      for (Mutant mutant : mutants) {
        running.add(
            threads.submit(() -> {
              var outcome = run.of(mutant);
              print(outcome);
              return outcome;
            }));
      }
      var outcomes = new ArrayList<Outcome>();
      for (var future : running) {
        outcomes.add(future.get());
      }
      return outcomes;
    }
  }

  private static void print(Outcome outcome) {
    String why = outcome.why();
    System.out.printf(
        "%-15s %5.1f s  %-60s %s%n",
        inWords(outcome.verdict()),
        outcome.took().toMillis() / 1000.0,
        outcome.mutant().name(),
        why.length() > WHY_MAX ? why.substring(0, WHY_MAX) + "…" : why);
  }
}
