package dev.holdfast.postgres.strategy;

import dev.holdfast.stock.Shortage;
import java.util.List;

/** What became of taking units. */
public sealed interface TakeResult {
  /** All are taken. */
  record Taken() implements TakeResult {}

  /**
   * There are not enough. What was taken before is rolled back.
   *
   * @param shortages every short line among those that were taken together
   */
  record NotEnough(List<Shortage> shortages) implements TakeResult {
    public NotEnough {
      shortages = List.copyOf(shortages);
    }
  }

  /** A product was bound under another epoch, or its stock is gone: bind it again. */
  record Stale() implements TakeResult {}
}
