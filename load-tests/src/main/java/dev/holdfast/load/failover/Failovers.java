package dev.holdfast.load.failover;

import dev.holdfast.load.config.FailoverOptions;
import dev.holdfast.load.process.Program;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * The command that fails Redis over under load. It ends with 0 when every bound is kept, with 1
 * when one is not, and with 2 when it could not be run.
 */
public final class Failovers {
  private Failovers() {}

  public static void main(String[] args) {
    System.exit(run(List.of(args), Program.home(), System.out, System.err));
  }

  /** Runs it; {@code home} is the directory of this project, inside the service's. */
  static int run(List<String> args, Path home, PrintStream out, PrintStream err) {
    return Program.run(
        "The failover",
        FailoverOptions.parse(args, Program.drawnSeed(), home.resolve("report-failover")),
        out,
        err,
        (options, supervisor) -> new FailoverRun(options, args, home, supervisor, out).run());
  }
}
