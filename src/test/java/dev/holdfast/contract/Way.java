package dev.holdfast.contract;

import dev.holdfast.strategy.StrategyType;

/**
 * A strategy and the way of its orders.
 *
 * @param oneStep all in one step where a store has two ways, or claim, reserve and save
 */
public record Way(StrategyType type, boolean oneStep) {
  @Override
  public String toString() {
    return type.id() + (oneStep ? " in one step" : "");
  }

  /** Whether it promises to be exact when so many instances take at once. */
  public boolean covers(int instances) {
    return type.guarantee().scope().covers(instances);
  }
}
