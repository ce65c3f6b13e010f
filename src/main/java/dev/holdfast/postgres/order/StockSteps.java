package dev.holdfast.postgres.order;

import dev.holdfast.postgres.stock.StockChanges;
import dev.holdfast.postgres.strategy.Destination;
import dev.holdfast.postgres.strategy.PostgresStrategies;
import dev.holdfast.postgres.strategy.Take;
import dev.holdfast.postgres.strategy.TakeResult;
import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes and gives back the units of one order's SKUs, whatever their strategies, in SKU order:
 * baskets that name the same products in opposite order cannot lock them so. Neighbours of one
 * strategy are one step. Safe for use by many threads.
 */
final class StockSteps {
  private final PostgresStrategies strategies;
  private final StockChanges changes;

  StockSteps(PostgresStrategies strategies, StockChanges changes) {
    this.strategies = strategies;
    this.changes = changes;
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
    var skus = new TreeSet<>(takes.keySet());
    skus.addAll(givenBack.keySet());
    var run = new ArrayList<Sku>();
    @Nullable StrategyType runType = null;
    for (Sku sku : skus) {
      @Nullable StrategyType next = takes.containsKey(sku) ? type.apply(sku) : null;
      if (!run.isEmpty() && next != runType) {
        TakeResult result = step(transaction, run, runType, takes, destination, givenBack);
        if (!(result instanceof TakeResult.Taken)) {
          return result;
        }
        run.clear();
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
