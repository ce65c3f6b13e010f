package dev.holdfast.lab;

import dev.holdfast.stock.StoreUnavailableException;

/** One round trip to the store that changes nothing, and needs next to nothing there. */
@FunctionalInterface
public interface StoreCall {
  /**
   * Makes it, and waits for its answer as a strategy does for that of its script.
   *
   * @throws StoreUnavailableException when none comes
   */
  void make();
}
