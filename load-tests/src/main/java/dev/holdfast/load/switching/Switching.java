package dev.holdfast.load.switching;

import dev.holdfast.load.config.SwitchingOptions;
import dev.holdfast.load.process.Program;

/**
 * The command that changes strategies under load. It ends with 0 when no order was refused and
 * every unit is where its order says, with 1 when not, and with 2 when it could not be run.
 */
public final class Switching {
  static final Program<SwitchingOptions> PROGRAM =
      new Program<>(
          "The changing of strategies",
          "report-switching",
          SwitchingOptions::parse,
          (options, context) -> new SwitchingRun(options, context).run());

  private Switching() {}

  public static void main(String[] args) {
    PROGRAM.main(args);
  }
}
