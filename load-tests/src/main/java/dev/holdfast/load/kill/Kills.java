package dev.holdfast.load.kill;

import dev.holdfast.load.config.KillOptions;
import dev.holdfast.load.process.Program;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * The command that kills instances while orders are placed, confirmed, cancelled and forgotten. It
 * ends with 0 when every order ended once and every unit is where its order's end says, with 1 when
 * not, and with 2 when it could not be run.
 */
public final class Kills {
  private Kills() {}

  public static void main(String[] args) {
    System.exit(run(List.of(args), Program.home(), System.out, System.err));
  }

  /** Runs it; {@code home} is the directory of this project, inside the service's. */
  static int run(List<String> args, Path home, PrintStream out, PrintStream err) {
    return Program.run(
        "The killing",
        KillOptions.parse(args, Program.drawnSeed(), home.resolve("report-kills")),
        out,
        err,
        (options, supervisor) -> new KillRun(options, home, supervisor, out).run());
  }
}
