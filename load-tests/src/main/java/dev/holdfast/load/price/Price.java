package dev.holdfast.load.price;

import dev.holdfast.load.config.PriceOptions;
import dev.holdfast.load.process.Program;

/**
 * The command that measures what an order costs. It ends with 0 when every goal that was measured
 * is met, with 1 when one is not, and with 2 when it could not be run.
 */
public final class Price {
  static final Program<PriceOptions> PROGRAM =
      new Program<>(
          "The price of an order",
          "target/price",
          PriceOptions::parse,
          (options, context) -> new PriceRun(options, context).run());

  private Price() {}

  public static void main(String[] args) {
    PROGRAM.main(args);
  }
}
