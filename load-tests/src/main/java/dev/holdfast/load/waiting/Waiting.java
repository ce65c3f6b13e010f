package dev.holdfast.load.waiting;

import dev.holdfast.load.config.WaitingOptions;
import dev.holdfast.load.process.Program;

/**
 * The command that lets orders wait while units come back. It ends with 0 when each unit that came
 * back went to one order that waited, with 1 when not, and with 2 when it could not be run.
 */
public final class Waiting {
  static final Program<WaitingOptions> PROGRAM =
      new Program<>(
          "The waiting for stock",
          "report-waiting",
          WaitingOptions::parse,
          (options, context) -> new WaitingRun(options, context).run());

  private Waiting() {}

  public static void main(String[] args) {
    PROGRAM.main(args);
  }
}
