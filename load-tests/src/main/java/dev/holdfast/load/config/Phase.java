package dev.holdfast.load.config;

/** What a campaign looks at. */
public enum Phase {
  /** Whether a strategy keeps its promise. */
  CORRECTNESS,
  /** How fast each strategy is on one hot product. */
  SPEED,
  /** What more customers at once, or many products, change about that. */
  SCALING,
  /** How fast the stores are beside each other, and what an order costs them. */
  STORES;

  /** As it is written on a command line and in results. */
  public String label() {
    return OptionValues.label(this);
  }
}
