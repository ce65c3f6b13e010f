package dev.holdfast.load.restart;

import dev.holdfast.load.config.RestartOptions;
import dev.holdfast.load.process.Program;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * The command that restarts every instance under load. It ends with 0 when nothing was lost, with 1
 * when something was, and with 2 when it could not be run.
 */
public final class RollingRestart {
  private RollingRestart() {}

  public static void main(String[] args) {
    System.exit(run(List.of(args), Program.home(), System.out, System.err));
  }

  /** Runs it; {@code home} is the directory of this project, inside the service's. */
  static int run(List<String> args, Path home, PrintStream out, PrintStream err) {
    return Program.run(
        "The rolling restart",
        RestartOptions.parse(args, Program.drawnSeed(), home.resolve("report-restart")),
        out,
        err,
        (options, supervisor) -> new RestartRun(options, args, home, supervisor, out).run());
  }
}
