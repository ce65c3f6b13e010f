package dev.holdfast.store;

import dev.holdfast.order.LinesResult;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.StoreUnavailableException;
import java.util.List;

/**
 * A strategy that can claim an order's record, take its lines and save it in one step, where the
 * store allows it.
 */
public interface OneStepStrategy extends StockStrategy {
  /**
   * Places an order with the same meaning as claiming, reserving and saving it one after the other,
   * and selling its lines where it becomes CONFIRMED at once.
   *
   * @param lines the draft's lines, bound, in canonical order
   * @throws StoreUnavailableException when the store cannot be reached and nothing happened
   * @throws OutcomeUnknownException when the order may or may not have been placed
   */
  Attempt<PlaceResult> place(OrderDraft draft, List<StockLine> lines);

  /**
   * Changes the lines of a reserved order with the same meaning as claiming it, taking what the new
   * lines add, writing them and giving back what they list no more, one after the other.
   *
   * @throws StoreUnavailableException when the store cannot be reached and nothing happened
   * @throws OutcomeUnknownException when they may or may not have been changed
   */
  Attempt<LinesResult> change(LinesDraft draft);
}
