package dev.holdfast.race;

import dev.holdfast.race.Lane.Outcome;
import dev.holdfast.race.Verdicts.Evidence;
import java.util.UUID;

/**
 * What the last two orders of a lane show, once its crowd has gone: one of all units that must be
 * left, then one of one unit more. Each has one key for all of its tries, as a customer's order
 * has, so no try takes a second time. Used by one thread.
 */
final class LastOrders {
  /** How often each of them is tried, since a sold-out gate remembers for 100 ms. */
  static final int TRIES = 3;

  /** Sends an order, repeats included. */
  @FunctionalInterface
  interface Customer {
    Outcome order(int quantity, String key);
  }

  /** Lets the time between two tries pass. */
  @FunctionalInterface
  interface Pause {
    void pause() throws InterruptedException;
  }

  private final Customer customer;
  private final Pause pause;
  private boolean unknown;

  LastOrders(Customer customer, Pause pause) {
    this.customer = customer;
    this.pause = pause;
  }

  /**
   * Sends both orders.
   *
   * @param unitsLeft units supplied minus units in the receipts of the crowd
   */
  Evidence of(long unitsLeft) throws InterruptedException {
    if (unitsLeft < 0) {
      return new Evidence(-unitsLeft, true, true, false);
    }
    int rest = Math.toIntExact(unitsLeft);
    boolean restAccepted = rest == 0 || order(rest, Outcome.ACCEPTED) == Outcome.ACCEPTED;
    Outcome oneMore = order(1, Outcome.REFUSED);
    long left = unitsLeft - (restAccepted ? rest : 0) - (oneMore == Outcome.ACCEPTED ? 1 : 0);
    return new Evidence(Math.max(0, -left), restAccepted, oneMore == Outcome.REFUSED, unknown);
  }

  /** Tries until the outcome is the wanted one, or a receipt, which no try can take back. */
  private Outcome order(int quantity, Outcome wanted) throws InterruptedException {
    String key = UUID.randomUUID().toString();
    boolean doubt = false;
    for (int attempt = 1; ; attempt++) {
      Outcome outcome = customer.order(quantity, key);
      doubt |= outcome == Outcome.UNKNOWN;
      if (outcome == wanted || outcome == Outcome.ACCEPTED || attempt == TRIES) {
        unknown |= doubt && outcome != Outcome.ACCEPTED;
        return outcome;
      }
      pause.pause();
    }
  }
}
