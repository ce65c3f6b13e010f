package dev.holdfast.load.campaign;

import dev.holdfast.load.config.CampaignOptions;
import dev.holdfast.load.process.Program;

/**
 * The one command. It ends with 0 when every verdict agrees with what the strategy declares, with 1
 * when one does not, and with 2 when the campaign could not be run.
 */
public final class Campaign {
  static final Program<CampaignOptions> PROGRAM =
      new Program<>(
          "The campaign",
          "report",
          CampaignOptions::parse,
          (options, context) -> new CampaignRun(options, context).run());

  private Campaign() {}

  public static void main(String[] args) {
    PROGRAM.main(args);
  }
}
