package dev.holdfast.load.check;

/** What the service itself says about one product after the load. */
public record Audit(
    String sku,
    long supplied,
    long available,
    long reserved,
    long sold,
    long oversold,
    long discrepancy,
    boolean conserved) {

  /** The units that orders hold. */
  public long held() {
    return reserved + sold;
  }
}
