package dev.holdfast.load.kill;

import dev.holdfast.load.config.KillOption;
import dev.holdfast.load.config.KillOptions;
import dev.holdfast.load.harness.Faults;
import dev.holdfast.load.harness.Lifeline;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The command that kills instances while orders are placed, confirmed, cancelled and forgotten. It
 * ends with 0 when every order ended once and every unit is where its order's end says, with 1 when
 * not, and with 2 when it could not be run.
 */
public final class Kills {
  static final int PASSED = 0;
  static final int FAILED = 1;
  static final int NOT_RUN = 2;

  private static final int SEED_MAX = 1_000_000;

  private Kills() {}

  public static void main(String[] args) {
    Path home = Path.of(System.getProperty("load-tests.home", ".")).toAbsolutePath().normalize();
    System.exit(run(List.of(args), home, System.out, System.err));
  }

  /** Runs it; {@code home} is the directory of this project, inside the service's. */
  static int run(List<String> args, Path home, PrintStream out, PrintStream err) {
    long seed = RandomGenerator.getDefault().nextInt(SEED_MAX);
    return switch (KillOptions.parse(args, seed, home.resolve("report-kills"))) {
      case KillOptions.Result.HelpWanted _ -> {
        out.print(KillOption.help());
        yield PASSED;
      }
      case KillOptions.Result.Refused(List<String> reasons) -> {
        reasons.forEach(reason -> err.println("Refused: " + reason));
        err.print(KillOption.help());
        yield NOT_RUN;
      }
      case KillOptions.Result.Parsed(KillOptions options) -> run(options, home, out, err);
    };
  }

  private static int run(KillOptions options, Path home, PrintStream out, PrintStream err) {
    try (Lifeline lifeline = Lifeline.untilTheJvmEnds()) {
      return new KillRun(options, home, lifeline, out).run() ? PASSED : FAILED;
    } catch (RuntimeException e) {
      err.println("The killing could not be run to its end: " + e.getMessage());
      if (!Faults.isPlain(e)) {
        e.printStackTrace(err);
      }
      return NOT_RUN;
    }
  }
}
