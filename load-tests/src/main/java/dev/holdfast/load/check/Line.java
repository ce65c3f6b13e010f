package dev.holdfast.load.check;

/** A number of units of one product, as ordered, answered or read back. */
public record Line(String sku, long quantity) {
  public Line {
    if (quantity < 1) {
      throw new IllegalArgumentException("a line orders at least one unit, not " + quantity);
    }
  }
}
