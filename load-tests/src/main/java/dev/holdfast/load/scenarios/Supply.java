package dev.holdfast.load.scenarios;

import dev.holdfast.load.check.Line;
import dev.holdfast.load.check.Outcome;
import dev.holdfast.load.endpoints.HoldfastClient;
import dev.holdfast.load.endpoints.UnexpectedAnswerException;
import java.util.List;

/**
 * A product that the load needs, and how much of it; what is to be sold out is sold at once.
 *
 * @param at the service that sells it
 */
public record Supply(String sku, String strategy, String at, long units, boolean soldOut) {
  private static final int TRIES_MAX = 5;

  /** Registers and supplies it, and sells it out if it is to be. */
  public void make(HoldfastClient client) {
    client.supply(sku, strategy, units);
    if (soldOut) {
      sellOut(client);
    }
  }

  /** An order that is in doubt or answered busy is sent again under its key. */
  private void sellOut(HoldfastClient client) {
    Outcome outcome = null;
    for (int i = 0; i < TRIES_MAX && !(outcome instanceof Outcome.Accepted); i++) {
      outcome = client.order(sku + ".sell-out", List.of(new Line(sku, units)));
    }
    if (!(outcome instanceof Outcome.Accepted)) {
      throw new UnexpectedAnswerException(sku + " could not be sold out: " + outcome, null);
    }
  }

  /** Units that an order took before the load began. */
  public long soldBefore() {
    return soldOut ? units : 0;
  }
}
