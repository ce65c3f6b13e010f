package dev.holdfast.load.journal;

import dev.holdfast.load.config.JournalOptions;
import dev.holdfast.load.process.Program;

/**
 * The command that compares the journal of four instances with the events. It ends with 0 when each
 * event is one whole line, once, with 1 when not, and with 2 when it could not be run.
 */
public final class JournalProof {
  static final Program<JournalOptions> PROGRAM =
      new Program<>(
          "The proof of the journal",
          "report-journal",
          JournalOptions::parse,
          (options, context) -> new JournalRun(options, context).run());

  private JournalProof() {}

  public static void main(String[] args) {
    PROGRAM.main(args);
  }
}
