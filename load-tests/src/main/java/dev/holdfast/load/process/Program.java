package dev.holdfast.load.process;

import dev.holdfast.load.config.ParseResult;
import dev.holdfast.load.config.RunOptions;
import dev.holdfast.load.endpoints.HoldfastUnreachableException;
import dev.holdfast.load.endpoints.UnexpectedAnswerException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.random.RandomGenerator;

/**
 * A command: how its words are read, what it does, and how it ends.
 *
 * @param name the command in words, for its messages
 * @param directory of its results, unless an option names another
 * @param work tells whether all is as it was declared
 * @param <T> its options
 */
public record Program<T extends RunOptions>(
    String name, String directory, Parser<T> parser, BiPredicate<T, RunContext> work) {
  /** All is as it was declared. */
  public static final int PASSED = 0;

  /** Something is not. */
  public static final int FAILED = 1;

  /** It could not be run to its end. */
  public static final int NOT_RUN = 2;

  private static final int SEED_MAX = 1_000_000;

  /**
   * Reads the words of a command.
   *
   * @param <T> its options
   */
  @FunctionalInterface
  public interface Parser<T> {
    /** Reads them; a seed and an output directory stand in where none is given. */
    ParseResult<T> parse(List<String> words, long drawnSeed, Path standardOut);
  }

  /** Runs it as the process that this is, whose exit code says how it ended. */
  public void main(String[] args) {
    Path home = Path.of(System.getProperty("load-tests.home", ".")).toAbsolutePath().normalize();
    System.exit(run(List.of(args), home, System.out, System.err));
  }

  /**
   * Does what the words of a command ask for; everything that it started is stopped at its end.
   *
   * @param home the directory of this project, inside the service's
   * @return the command's exit code
   */
  public int run(List<String> args, Path home, PrintStream out, PrintStream err) {
    long seed = RandomGenerator.getDefault().nextInt(SEED_MAX);
    return switch (parser.parse(args, seed, home.resolve(directory))) {
      case ParseResult.HelpWanted<T>(String help) -> {
        out.print(help);
        yield PASSED;
      }
      case ParseResult.Refused<T>(List<String> reasons, String help) -> {
        reasons.forEach(reason -> err.println("Refused: " + reason));
        err.print(help);
        yield NOT_RUN;
      }
      case ParseResult.Parsed<T>(T options) ->
          carryOut(options, String.join(" ", args), home, out, err);
    };
  }

  private int carryOut(T options, String command, Path home, PrintStream out, PrintStream err) {
    try (ProcessSupervisor supervisor = ProcessSupervisor.untilTheJvmEnds()) {
      OutputDirectory output = OutputDirectory.prepare(options.out().toAbsolutePath());
      RunContext context =
          new RunContext(command, home, supervisor, new Console(out), output, RunContext.now());
      return work.test(options, context) ? PASSED : FAILED;
    } catch (RuntimeException e) {
      err.println();
      err.println(name + " could not be run to its end: " + e.getMessage());
      if (!isExplained(e)) {
        e.printStackTrace(err);
      }
      return NOT_RUN;
    }
  }

  /** Whether the message says all that the user needs, without a stack trace. */
  private static boolean isExplained(RuntimeException e) {
    return e instanceof LoadTestException
        || e instanceof HoldfastUnreachableException
        || e instanceof UnexpectedAnswerException;
  }
}
