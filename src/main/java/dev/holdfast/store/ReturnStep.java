package dev.holdfast.store;

import dev.holdfast.order.OrderReturn;
import dev.holdfast.order.ReturnResult;
import dev.holdfast.order.ReturnResult.Excess;
import java.util.List;

/** What became of recording a return. */
public sealed interface ReturnStep {
  /** The record says so. */
  record Answered(RecordResult result) implements ReturnStep {}

  /** The key belongs to a return of other units. */
  record KeyReused() implements ReturnStep {}

  /** The order has had as many returns as it may. */
  record TooMany() implements ReturnStep {}

  /** More would be returned than the order has left. */
  record Exceeded(List<Excess> excesses) implements ReturnStep {
    public Exceeded {
      excesses = List.copyOf(excesses);
    }
  }

  /** Only that more were not shipped than are missing keeps it from being recorded. */
  record NotMissing() implements ReturnStep {}

  /**
   * The same as the caller of the return is answered.
   *
   * @param notMissing the lines that ask for more units than are missing
   */
  default ReturnResult answer(List<Excess> notMissing) {
    return switch (this) {
      case Answered(var result) -> new ReturnResult.Answered(result.answer());
      case KeyReused() -> new ReturnResult.KeyReused();
      case TooMany() -> new ReturnResult.TooMany(OrderReturn.RETURNS_MAX);
      case Exceeded(var excesses) -> new ReturnResult.BeyondOrder(excesses);
      case NotMissing() -> new ReturnResult.NotMissing(notMissing);
    };
  }
}
