package dev.holdfast.order;

import dev.holdfast.stock.Sku;
import java.util.List;

/** What became of a return. */
public sealed interface ReturnResult {
  /** The order says so. Already means that this return was made before. */
  record Answered(DecideResult result) implements ReturnResult {}

  /** The key belongs to a return of other units. */
  record KeyReused() implements ReturnResult {}

  /** More would be returned than the order has sold and not returned yet. */
  record BeyondOrder(List<Excess> excesses) implements ReturnResult {
    public BeyondOrder {
      excesses = List.copyOf(excesses);
    }
  }

  /** More units would count as not shipped than are missing. */
  record NotMissing(List<Excess> excesses) implements ReturnResult {
    public NotMissing {
      excesses = List.copyOf(excesses);
    }
  }

  /** The order has had as many returns as it may. */
  record TooMany(int max) implements ReturnResult {}

  /**
   * A line that asks for too much.
   *
   * @param requested units that the return names
   * @param possible how many it could name
   */
  record Excess(Sku sku, int requested, long possible) {}
}
