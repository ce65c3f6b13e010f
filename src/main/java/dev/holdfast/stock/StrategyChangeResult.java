package dev.holdfast.stock;

/** What became of changing the strategy of a product. */
public sealed interface StrategyChangeResult {
  /**
   * It was looked at.
   *
   * @param change what would be done now
   */
  record Looked(StrategyChange change) implements StrategyChangeResult {}

  /**
   * It is done.
   *
   * @param before whether it was done before, under the same id
   */
  record Done(StrategyChange change, boolean before) implements StrategyChangeResult {}

  /** The id belongs to a change to another strategy. */
  record Reused() implements StrategyChangeResult {}

  /** The SKU is not known. */
  record UnknownSku() implements StrategyChangeResult {}

  /**
   * The strategy may not be used here.
   *
   * @param why a sentence for its operator
   */
  record NotAllowed(String why) implements StrategyChangeResult {}

  /**
   * More units are supplied than the strategy can have.
   *
   * @param max how many it can have
   */
  record TooMuch(long max) implements StrategyChangeResult {}

  /** The product is being reconciled, or others held its stock for too long. Try again. */
  record Busy() implements StrategyChangeResult {}

  /**
   * The stock does not add up, so that no counter can be made of it.
   *
   * @param why a sentence for its operator
   */
  record Damaged(String why) implements StrategyChangeResult {}
}
