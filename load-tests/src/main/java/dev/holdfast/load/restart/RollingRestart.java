package dev.holdfast.load.restart;

import dev.holdfast.load.config.RestartOption;
import dev.holdfast.load.config.RestartOptions;
import dev.holdfast.load.config.RestartOptionsParser;
import dev.holdfast.load.harness.Faults;
import dev.holdfast.load.harness.Lifeline;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The command that restarts every instance under load. It ends with 0 when nothing was lost, with 1
 * when something was, and with 2 when it could not be run.
 */
public final class RollingRestart {
  static final int PASSED = 0;
  static final int FAILED = 1;
  static final int NOT_RUN = 2;

  private static final int SEED_MAX = 1_000_000;

  private RollingRestart() {}

  public static void main(String[] args) {
    Path home = Path.of(System.getProperty("load-tests.home", ".")).toAbsolutePath().normalize();
    int code = run(List.of(args), home, System.out, System.err);
    System.exit(code);
  }

  /** Runs it; {@code home} is the directory of this project, inside the service's. */
  static int run(List<String> args, Path home, PrintStream out, PrintStream err) {
    long seed = RandomGenerator.getDefault().nextInt(SEED_MAX);
    return switch (RestartOptionsParser.parse(args, seed, home.resolve("report-restart"))) {
      case RestartOptionsParser.Result.HelpWanted _ -> {
        out.print(RestartOption.help());
        yield PASSED;
      }
      case RestartOptionsParser.Result.Refused(List<String> reasons) -> {
        reasons.forEach(reason -> err.println("Refused: " + reason));
        err.print(RestartOption.help());
        yield NOT_RUN;
      }
      case RestartOptionsParser.Result.Parsed(RestartOptions options) ->
          run(options, args, home, out, err);
    };
  }

  private static int run(
      RestartOptions options, List<String> args, Path home, PrintStream out, PrintStream err) {
    try (Lifeline lifeline = Lifeline.untilTheJvmEnds()) {
      return new RestartRun(options, args, home, lifeline, out).run() ? PASSED : FAILED;
    } catch (RuntimeException e) {
      err.println();
      err.println("The rolling restart could not be run to its end: " + e.getMessage());
      if (!Faults.isPlain(e)) {
        e.printStackTrace(err);
      }
      return NOT_RUN;
    }
  }
}
