package dev.holdfast.stock;

import java.util.List;
import java.util.Optional;

/**
 * What one order holds of a product.
 *
 * @param units how many units
 */
public record HeldUnits(OrderId order, State state, int units) {
  /** What these units are. */
  public enum State {
    /** Set aside for the order. */
    RESERVED,
    /** Sold with it. */
    SOLD
  }

  /**
   * A part of what orders hold of a product.
   *
   * @param next what the next page comes after; empty on the last one
   */
  public record Page(List<HeldUnits> held, Optional<String> next) {
    public Page {
      held = List.copyOf(held);
    }
  }
}
