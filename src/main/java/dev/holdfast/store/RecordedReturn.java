package dev.holdfast.store;

import dev.holdfast.order.ReturnedUnits;
import java.time.Instant;
import java.util.List;

/**
 * A return as an order's record has it.
 *
 * @param number counts the returns of its order, from 1 on
 * @param at when it was recorded, by the store's clock
 * @param units by SKU, each SKU once
 */
public record RecordedReturn(int number, Instant at, List<ReturnedUnits> units) {
  public RecordedReturn {
    units = List.copyOf(units);
  }
}
