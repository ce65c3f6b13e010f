package dev.holdfast.load.failover;

import dev.holdfast.load.config.FailoverOptions;
import dev.holdfast.load.process.Program;

/**
 * The command that fails Redis over under load. It ends with 0 when every bound is kept, with 1
 * when one is not, and with 2 when it could not be run.
 */
public final class Failovers {
  static final Program<FailoverOptions> PROGRAM =
      new Program<>(
          "The failover",
          "report-failover",
          FailoverOptions::parse,
          (options, context) -> new FailoverRun(options, context).run());

  private Failovers() {}

  public static void main(String[] args) {
    PROGRAM.main(args);
  }
}
