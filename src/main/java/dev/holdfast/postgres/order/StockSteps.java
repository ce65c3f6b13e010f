package dev.holdfast.postgres.order;

import dev.holdfast.postgres.stock.StockChanges;
import dev.holdfast.postgres.strategy.Destination;
import dev.holdfast.postgres.strategy.PostgresStrategies;
import dev.holdfast.postgres.strategy.Take;
import dev.holdfast.postgres.strategy.TakeResult;
import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.strategy.check.RaceWindow;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes and gives back the units of one order's SKUs, whatever their strategies, in SKU order:
 * baskets that name the same products in opposite order cannot lock them so. Neighbours of one
 * strategy are one step. In the lab the order may be the one given, one step a SKU, with a pause
 * between two: opposite baskets then deadlock. Safe for use by many threads.
 */
final class StockSteps {
  private final PostgresStrategies strategies;
  private final StockChanges changes;

  private final Optional<RaceWindow> asGiven;

  /**
   * @param asGiven where it pauses between two SKUs that it takes in the order given; empty for the
   *     order of SKUs
   */
  StockSteps(PostgresStrategies strategies, StockChanges changes, Optional<RaceWindow> asGiven) {
    this.strategies = strategies;
    this.changes = changes;
    this.asGiven = asGiven;
  }

  /** The lines of a basket in the order in which their stock is locked. */
  List<Line> inLockOrder(Basket basket) {
    return asGiven.isPresent() ? basket.linesAsGiven() : basket.lines();
  }

  /**
   * Executes them.
   *
   * @param takes what is to be taken, each by its strategy
   * @param givenBack units that the order gives up
   * @return the first answer that is not {@link TakeResult.Taken}; the caller rolls back then
   */
  TakeResult execute(
      Transaction transaction,
      Map<Sku, Take> takes,
      Function<Sku, StrategyType> type,
      Destination destination,
      Map<Sku, Integer> givenBack) {
    Set<Sku> skus =
        asGiven.isPresent() ? new LinkedHashSet<>(takes.keySet()) : new TreeSet<>(takes.keySet());
    skus.addAll(givenBack.keySet());
    var run = new ArrayList<Sku>();
    @Nullable StrategyType runType = null;
    for (Sku sku : skus) {
      @Nullable StrategyType next = takes.containsKey(sku) ? type.apply(sku) : null;
      if (!run.isEmpty() && (next != runType || asGiven.isPresent())) {
        TakeResult result = step(transaction, run, runType, takes, destination, givenBack);
        if (!(result instanceof TakeResult.Taken)) {
          return result;
        }
        run.clear();
        asGiven.ifPresent(RaceWindow::pause);
      }
      run.add(sku);
      runType = next;
    }
    return run.isEmpty()
        ? new TakeResult.Taken()
        : step(transaction, run, runType, takes, destination, givenBack);
  }

  /**
   * @param type null when the run gives back
   */
  private TakeResult step(
      Transaction transaction,
      List<Sku> run,
      @Nullable StrategyType type,
      Map<Sku, Take> takes,
      Destination destination,
      Map<Sku, Integer> givenBack) {
    if (type != null) {
      var some = run.stream().map(sku -> Objects.requireNonNull(takes.get(sku))).toList();
      return strategies.take(type, transaction, some, destination);
    }
    var units = new StockChanges.Units();
    run.forEach(sku -> units.giveBack(sku, Objects.requireNonNull(givenBack.get(sku))));
    changes.execute(transaction, units);
    return new TakeResult.Taken();
  }
}
