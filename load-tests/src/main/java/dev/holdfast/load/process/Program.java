package dev.holdfast.load.process;

import dev.holdfast.load.config.ParseResult;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.random.RandomGenerator;

/** What all commands have in common: where they are, what they draw, and how they end. */
public final class Program {
  /** All is as it was declared. */
  public static final int PASSED = 0;

  /** Something is not. */
  public static final int FAILED = 1;

  /** It could not be run to its end. */
  public static final int NOT_RUN = 2;

  private static final int SEED_MAX = 1_000_000;

  private Program() {}

  /** The directory of this project, inside the service's. */
  public static Path home() {
    return Path.of(System.getProperty("load-tests.home", ".")).toAbsolutePath().normalize();
  }

  /** A seed for a run that was given none. */
  public static long drawnSeed() {
    return RandomGenerator.getDefault().nextInt(SEED_MAX);
  }

  /**
   * Does what the words of a command ask for; everything that it started is stopped at its end.
   *
   * @param what the command in words, for its messages
   * @param work tells whether all is as it was declared
   * @return the command's exit code
   */
  public static <T> int run(
      String what,
      ParseResult<T> words,
      PrintStream out,
      PrintStream err,
      BiPredicate<T, ProcessSupervisor> work) {
    return switch (words) {
      case ParseResult.HelpWanted<T>(String help) -> {
        out.print(help);
        yield PASSED;
      }
      case ParseResult.Refused<T>(List<String> reasons, String help) -> {
        reasons.forEach(reason -> err.println("Refused: " + reason));
        err.print(help);
        yield NOT_RUN;
      }
      case ParseResult.Parsed<T>(T options) -> carryOut(what, options, err, work);
    };
  }

  private static <T> int carryOut(
      String what, T options, PrintStream err, BiPredicate<T, ProcessSupervisor> work) {
    try (ProcessSupervisor supervisor = ProcessSupervisor.untilTheJvmEnds()) {
      return work.test(options, supervisor) ? PASSED : FAILED;
    } catch (RuntimeException e) {
      err.println();
      err.println(what + " could not be run to its end: " + e.getMessage());
      if (!Faults.isPlain(e)) {
        e.printStackTrace(err);
      }
      return NOT_RUN;
    }
  }
}
