package dev.holdfast.stock;

/**
 * A product is bound to a strategy that this instance does not know or may not use. Nothing
 * happened.
 */
public class StrategyUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StrategyUnavailableException(String message) {
    super(message);
  }
}
