package dev.holdfast.strategy.decrement;

import dev.holdfast.redis.stock.ReservationScripts;
import dev.holdfast.store.StockLine;

/** DECRBY, which lowers a counter whatever it holds: its result is the check. */
public record BareDecrement(ReservationScripts takes) implements DecrementStrategy.FirstStep {
  @Override
  public Counter lower(StockLine line, int units) {
    return takes.decrement(line, units) >= 0 ? Counter.LOWERED : Counter.BELOW_ZERO;
  }
}
