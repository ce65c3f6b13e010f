package dev.holdfast.stock.strategy;

import dev.holdfast.meters.OutcomeTimers;
import dev.holdfast.stock.OneStepStrategy;
import dev.holdfast.stock.OrderDraft;
import dev.holdfast.stock.PlaceResult;
import dev.holdfast.stock.ReserveRequest;
import dev.holdfast.stock.ReserveResult;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLine;
import dev.holdfast.stock.StockSnapshot;
import dev.holdfast.stock.StockStrategy;
import dev.holdfast.stock.StoreUnavailableException;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Set;

/**
 * Measures how long any strategy takes to reserve, and what comes of it ({@code holdfast.reserve}).
 */
class MeteredStrategy implements StockStrategy {
  private final StockStrategy strategy;
  final OutcomeTimers<ReserveOutcome> timers;

  private MeteredStrategy(StockStrategy strategy, OutcomeTimers<ReserveOutcome> timers) {
    this.strategy = strategy;
    this.timers = timers;
  }

  /** The strategy, measured; it does all in one step exactly where it did before. */
  static StockStrategy around(StockStrategy strategy, String name, MeterRegistry meters) {
    return strategy instanceof OneStepStrategy oneStep
        ? new OneStep(oneStep, timers(name, ReserveOutcome.OF_ONE_STEP, meters))
        : new MeteredStrategy(strategy, timers(name, ReserveOutcome.OF_LINES, meters));
  }

  private static OutcomeTimers<ReserveOutcome> timers(
      String strategy, Set<ReserveOutcome> outcomes, MeterRegistry meters) {
    return new OutcomeTimers<>(
        meters,
        "holdfast.reserve",
        "How long a strategy took to reserve lines, or all of an order in one step",
        strategy,
        outcomes);
  }

  @Override
  public ReserveResult reserve(ReserveRequest request) {
    long start = System.nanoTime();
    var outcome = ReserveOutcome.UNKNOWN;
    try {
      ReserveResult result = strategy.reserve(request);
      outcome = ReserveOutcome.of(result);
      return result;
    } catch (StoreUnavailableException e) {
      outcome = ReserveOutcome.UNAVAILABLE;
      throw e;
    } finally {
      timers.record(outcome, System.nanoTime() - start);
    }
  }

  @Override
  public StockSnapshot read(Set<Sku> skus) {
    return strategy.read(skus);
  }

  /** One that does all in one step. */
  static final class OneStep extends MeteredStrategy implements OneStepStrategy {
    private final OneStepStrategy oneStep;

    private OneStep(OneStepStrategy oneStep, OutcomeTimers<ReserveOutcome> timers) {
      super(oneStep, timers);
      this.oneStep = oneStep;
    }

    @Override
    public PlaceResult place(OrderDraft draft, List<StockLine> lines) {
      long start = System.nanoTime();
      var outcome = ReserveOutcome.UNKNOWN;
      try {
        PlaceResult result = oneStep.place(draft, lines);
        outcome = ReserveOutcome.of(result);
        return result;
      } catch (StoreUnavailableException e) {
        outcome = ReserveOutcome.UNAVAILABLE;
        throw e;
      } finally {
        timers.record(outcome, System.nanoTime() - start);
      }
    }
  }
}
