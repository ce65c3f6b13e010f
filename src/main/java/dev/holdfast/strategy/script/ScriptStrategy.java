package dev.holdfast.strategy.script;

import dev.holdfast.order.LinesResult;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.redis.order.OrderScripts;
import dev.holdfast.redis.stock.ReservationScripts;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockSnapshot;
import dev.holdfast.store.Attempt;
import dev.holdfast.store.LinesDraft;
import dev.holdfast.store.OneStepStrategy;
import dev.holdfast.store.OrderDraft;
import dev.holdfast.store.ReserveRequest;
import dev.holdfast.store.ReserveResult;
import dev.holdfast.store.StockLine;
import dev.holdfast.store.StockStore;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The script family: Redis runs one script at a time, so check and take inside one are a single
 * step.
 */
public final class ScriptStrategy implements OneStepStrategy {
  /** When the sweeper tries to give back what a damaged counter did not let us give back. */
  private static final Duration GIVING_BACK_GRACE = Duration.ofSeconds(5);

  private final OrderScripts placing;
  private final ReservationScripts takes;
  private final StockStore store;

  public ScriptStrategy(OrderScripts placing, ReservationScripts takes, StockStore store) {
    this.placing = placing;
    this.takes = takes;
    this.store = store;
  }

  @Override
  public Attempt<PlaceResult> place(OrderDraft draft, List<StockLine> lines) {
    return placing.place(draft, lines);
  }

  @Override
  public Attempt<LinesResult> change(LinesDraft draft) {
    return placing.change(draft, GIVING_BACK_GRACE);
  }

  @Override
  public ReserveResult reserve(ReserveRequest request) {
    if (takes.takesBasketsInOneStep()) {
      return takes.takeChecked(request.order(), request.attempt(), request.lines());
    }
    // In canonical order and one after the other: of two baskets that want the same last units, one
    // gets them all.
    for (StockLine line : request.lines()) {
      ReserveResult result = takes.takeChecked(request.order(), request.attempt(), List.of(line));
      if (!(result instanceof ReserveResult.Reserved)) {
        return result;
      }
    }
    return new ReserveResult.Reserved();
  }

  @Override
  public StockSnapshot read(Set<Sku> skus) {
    return store.levels(skus);
  }
}
