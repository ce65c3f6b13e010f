package dev.holdfast.strategy;

import dev.holdfast.meters.OutcomeTimers;
import dev.holdfast.order.DecideResult;
import dev.holdfast.order.LinesResult;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockSnapshot;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.store.Attempt;
import dev.holdfast.store.LinesDraft;
import dev.holdfast.store.OneStepStrategy;
import dev.holdfast.store.OrderDraft;
import dev.holdfast.store.ReserveRequest;
import dev.holdfast.store.ReserveResult;
import dev.holdfast.store.StockLine;
import dev.holdfast.store.StockStrategy;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Measures how long any strategy takes to reserve, and with which outcome ({@code
 * holdfast.reserve}).
 */
class MeteredStrategy implements StockStrategy {
  private final StockStrategy strategy;
  final OutcomeTimers<ReserveOutcome> timers;

  private MeteredStrategy(StockStrategy strategy, OutcomeTimers<ReserveOutcome> timers) {
    this.strategy = strategy;
    this.timers = timers;
  }

  /** The strategy, measured; it works in one step exactly where the wrapped one does. */
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
    return measured(() -> strategy.reserve(request), ReserveOutcome::of);
  }

  final <R> R measured(Supplier<R> reserving, Function<R, ReserveOutcome> outcomes) {
    long start = System.nanoTime();
    var outcome = ReserveOutcome.UNKNOWN;
    try {
      R result = reserving.get();
      outcome = outcomes.apply(result);
      return result;
    } catch (StoreUnavailableException e) {
      outcome = ReserveOutcome.UNAVAILABLE;
      throw e;
    } finally {
      timers.record(outcome, System.nanoTime() - start);
    }
  }

  @Override
  public <T> Optional<T> inCriticalSection(
      OrderId order, Set<Sku> skus, Function<CriticalSection, T> steps) {
    return strategy.inCriticalSection(
        order, skus, section -> steps.apply(new MeteredCriticalSection(section)));
  }

  private final class MeteredCriticalSection implements CriticalSection {
    private final CriticalSection section;

    MeteredCriticalSection(CriticalSection section) {
      this.section = section;
    }

    @Override
    public ReserveResult reserve(ReserveRequest request) {
      return measured(() -> section.reserve(request), ReserveOutcome::of);
    }

    @Override
    public void giveBack(Set<Sku> skus, Runnable step) {
      section.giveBack(skus, step);
    }

    @Override
    public void resolve(ReserveRequest request, Runnable resolution) {
      section.resolve(request, resolution);
    }
  }

  @Override
  public StockSnapshot read(Set<Sku> skus) {
    return strategy.read(skus);
  }

  /** A strategy that works in one step. */
  static final class OneStep extends MeteredStrategy implements OneStepStrategy {
    private final OneStepStrategy oneStep;

    private OneStep(OneStepStrategy oneStep, OutcomeTimers<ReserveOutcome> timers) {
      super(oneStep, timers);
      this.oneStep = oneStep;
    }

    /** Counted where lines are reserved, or refused to be. */
    @Override
    public Attempt<LinesResult> change(LinesDraft draft) {
      long start = System.nanoTime();
      Attempt<LinesResult> result = oneStep.change(draft);
      if (result
          instanceof
          Attempt.Answered<LinesResult>(LinesResult.Answered(DecideResult.Decided decided))) {
        timers.record(ReserveOutcome.RESERVED, System.nanoTime() - start);
      } else if (result instanceof Attempt.NotReserved<LinesResult>(var reason)) {
        timers.record(ReserveOutcome.of(reason), System.nanoTime() - start);
      }
      return result;
    }

    @Override
    public Attempt<PlaceResult> place(OrderDraft draft, List<StockLine> lines) {
      return measured(() -> oneStep.place(draft, lines), ReserveOutcome::of);
    }
  }
}
