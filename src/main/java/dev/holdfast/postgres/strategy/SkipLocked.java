package dev.holdfast.postgres.strategy;

import dev.holdfast.postgres.stock.UnitRows;
import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.stock.Shortage;
import dev.holdfast.strategy.check.RaceWindow;
import java.util.ArrayList;
import java.util.List;

/**
 * One row a unit: a take deletes as many rows as it wants, and skips those that other transactions
 * have locked. So it waits for no other buyer, and does not see what another may give back. What it
 * reserves or sells is counted by reservations, so the row of its stock is not written.
 */
final class SkipLocked implements TakeStrategy {

  private static final String WITHDRAW =
      """
      UPDATE stock SET supplied = supplied - ?, version = version + 1 WHERE sku = ?
      """;

  private final RaceWindow window;

  /**
   * @param window where it pauses, while it holds what it has taken
   */
  SkipLocked(RaceWindow window) {
    this.window = window;
  }

  @Override
  public TakeResult take(Transaction transaction, List<Take> takes, Destination destination) {
    UnitRows.Taken taken =
        UnitRows.take(
            transaction,
            Rows.skus(takes),
            takes.stream().map(Take::quantity).toArray(Integer[]::new));
    window.pause();
    var shortages = new ArrayList<Shortage>();
    for (Take take : takes) {
      String sku = take.sku().value();
      if (!Long.valueOf(take.epoch()).equals(taken.epochs().get(sku))) {
        return new TakeResult.Stale();
      }
      long units = taken.units().getOrDefault(sku, 0L);
      if (units < take.quantity()) {
        // Units that the order has already are available to it.
        shortages.add(new Shortage(take.sku(), take.quantity() + take.had(), units + take.had()));
      }
    }
    if (!shortages.isEmpty()) {
      return new TakeResult.NotEnough(shortages);
    }
    if (destination == Destination.WITHDRAWN) {
      takes.forEach(take -> transaction.update(WITHDRAW, take.quantity(), take.sku().value()));
    }
    return new TakeResult.Taken();
  }
}
