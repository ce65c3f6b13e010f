package dev.holdfast.load.campaign;

import dev.holdfast.load.config.CampaignOptions;
import dev.holdfast.load.process.Program;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * The one command. It ends with 0 when every verdict agrees with what the strategy declares, with 1
 * when one does not, and with 2 when the campaign could not be run.
 */
public final class Campaign {
  private Campaign() {}

  public static void main(String[] args) {
    System.exit(run(List.of(args), Program.home(), System.out, System.err));
  }

  /** Runs it; {@code home} is the directory of this project, inside the service's. */
  static int run(List<String> args, Path home, PrintStream out, PrintStream err) {
    return Program.run(
        "The campaign",
        CampaignOptions.parse(args, Program.drawnSeed(), home.resolve("report")),
        out,
        err,
        (options, supervisor) -> new CampaignRun(options, args, home, supervisor, out).run());
  }
}
