package dev.holdfast.load.harness;

import dev.holdfast.load.config.CampaignOptions;
import dev.holdfast.load.config.Option;
import dev.holdfast.load.config.OptionsParser;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The one command. It ends with 0 when every verdict agrees with what the strategy declares, with 1
 * when one does not, and with 2 when the campaign could not be run.
 */
public final class Campaign {
  static final int AGREES = 0;
  static final int DISAGREES = 1;
  static final int NOT_RUN = 2;

  private static final int SEED_MAX = 1_000_000;

  private Campaign() {}

  public static void main(String[] args) {
    Path home = Path.of(System.getProperty("load-tests.home", ".")).toAbsolutePath().normalize();
    int code = run(List.of(args), home, System.out, System.err);
    System.exit(code);
  }

  /** Runs a campaign; {@code home} is the directory of this project, inside the service's. */
  static int run(List<String> args, Path home, PrintStream out, PrintStream err) {
    long seed = RandomGenerator.getDefault().nextInt(SEED_MAX);
    return switch (OptionsParser.parse(args, seed, home.resolve("report"))) {
      case OptionsParser.Result.HelpWanted _ -> {
        out.print(Option.help());
        yield AGREES;
      }
      case OptionsParser.Result.Refused(List<String> reasons) -> {
        reasons.forEach(reason -> err.println("Refused: " + reason));
        err.print(Option.help());
        yield NOT_RUN;
      }
      case OptionsParser.Result.Parsed(CampaignOptions options) ->
          run(options, args, home, out, err);
    };
  }

  private static int run(
      CampaignOptions options, List<String> args, Path home, PrintStream out, PrintStream err) {
    Lifeline lifeline = Lifeline.untilTheJvmEnds();
    try (lifeline) {
      boolean agrees = new CampaignRun(options, args, home, lifeline, out).run();
      return agrees ? AGREES : DISAGREES;
    } catch (RuntimeException e) {
      err.println();
      err.println("The campaign could not be run to its end: " + e.getMessage());
      if (!Faults.isPlain(e)) {
        e.printStackTrace(err);
      }
      return NOT_RUN;
    }
  }
}
