package dev.holdfast.lifecycle;

import dev.holdfast.meters.OutcomeTimers;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.strategy.StrategyType;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How long orders took as a whole, by their strategy and by how they ended ({@code
 * holdfast.orders}). A basket of several strategies is {@code mixed}; an order whose products were
 * not found, or not looked for, is of {@code none}. Safe for use by many threads.
 */
public final class OrderMeters {
  private final Map<StrategyType, OutcomeTimers<OrderOutcome>> byStrategy =
      new EnumMap<>(StrategyType.class);
  private final OutcomeTimers<OrderOutcome> mixed;
  private final OutcomeTimers<OrderOutcome> none;

  /**
   * @param strategies those that orders may be up to
   */
  public OrderMeters(Collection<StrategyType> strategies, MeterRegistry meters) {
    var begun = EnumSet.complementOf(EnumSet.of(OrderOutcome.OVERLOADED));
    for (StrategyType type : strategies) {
      byStrategy.put(type, timers(meters, type.id(), begun));
    }
    mixed = timers(meters, "mixed", begun);
    none =
        timers(
            meters,
            "none",
            EnumSet.of(
                OrderOutcome.REPLAYED,
                OrderOutcome.UNKNOWN_SKU,
                OrderOutcome.OVERLOADED,
                OrderOutcome.UNAVAILABLE,
                OrderOutcome.UNKNOWN));
  }

  private static OutcomeTimers<OrderOutcome> timers(
      MeterRegistry meters, String strategy, Set<OrderOutcome> outcomes) {
    return new OutcomeTimers<>(
        meters,
        "holdfast.orders",
        "How long orders took as a whole, from their admission to their answer",
        strategy,
        outcomes);
  }

  /**
   * Counts an order that was not admitted.
   *
   * @param repeated the answer that it got all the same, since it was placed before
   */
  public void notAdmitted(Optional<PlaceResult> repeated) {
    none.record(repeated.map(OrderOutcome::of).orElse(OrderOutcome.OVERLOADED), 0);
  }

  /** An order begins. */
  public Running start() {
    return new Running();
  }

  /** An order under way. Used by one thread. */
  public final class Running {
    private final long start = System.nanoTime();
    private OutcomeTimers<OrderOutcome> timers = none;
    private OrderOutcome outcome = OrderOutcome.UNKNOWN;

    /** It is up to these strategies. */
    public void by(Set<StrategyType> strategies) {
      timers =
          strategies.size() == 1
              ? byStrategy.getOrDefault(strategies.iterator().next(), mixed)
              : mixed;
    }

    /** It has this result. */
    public void ended(PlaceResult result) {
      outcome = OrderOutcome.of(result);
    }

    /** The store or the strategy cannot be used, and nothing happened. */
    public void unavailable() {
      outcome = OrderOutcome.UNAVAILABLE;
    }

    /** Counts it; as unknown where no outcome was set. */
    public void stop() {
      timers.record(outcome, System.nanoTime() - start);
    }
  }
}
