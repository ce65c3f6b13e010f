package dev.holdfast.stock;

/**
 * Stored stock is not as it must be, so a step was not carried out. The audit reports the details.
 */
public class StockDamagedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StockDamagedException(String message) {
    super(message);
  }
}
