package dev.holdfast.load.kill;

import dev.holdfast.load.config.KillOptions;
import dev.holdfast.load.process.Program;

/**
 * The command that kills instances while orders are placed, confirmed, cancelled and forgotten. It
 * ends with 0 when every order ended once and every unit is where its order's end says, with 1 when
 * not, and with 2 when it could not be run.
 */
public final class Kills {
  static final Program<KillOptions> PROGRAM =
      new Program<>(
          "The killing",
          "report-kills",
          KillOptions::parse,
          (options, context) -> new KillRun(options, context).run());

  private Kills() {}

  public static void main(String[] args) {
    PROGRAM.main(args);
  }
}
