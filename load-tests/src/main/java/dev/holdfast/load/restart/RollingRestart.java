package dev.holdfast.load.restart;

import dev.holdfast.load.config.RestartOptions;
import dev.holdfast.load.process.Program;

/**
 * The command that restarts every instance under load. It ends with 0 when nothing was lost, with 1
 * when something was, and with 2 when it could not be run.
 */
public final class RollingRestart {
  static final Program<RestartOptions> PROGRAM =
      new Program<>(
          "The rolling restart",
          "report-restart",
          RestartOptions::parse,
          (options, context) -> new RestartRun(options, context).run());

  private RollingRestart() {}

  public static void main(String[] args) {
    PROGRAM.main(args);
  }
}
