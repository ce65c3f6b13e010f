package dev.holdfast.strategy;

import dev.holdfast.store.OneStepStrategy;
import dev.holdfast.store.StockLine;
import dev.holdfast.store.StockStrategy;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** How bound lines are taken. It is chosen for one try: bindings and epochs move between tries. */
public sealed interface Route {
  /** The record and all lines in one step. */
  record OneScript(OneStepStrategy strategy, List<StockLine> lines) implements Route {}

  /** The record is claimed, each group takes its lines, and the record is written. */
  record StepByStep(List<Group> groups) implements Route {
    /** The strategies that take lines. */
    public Set<StrategyType> types() {
      var types = EnumSet.noneOf(StrategyType.class);
      groups.forEach(group -> types.add(group.type()));
      return types;
    }
  }

  /** The lines that one strategy takes, in canonical order. */
  record Group(StrategyType type, StockStrategy strategy, List<StockLine> lines) {}
}
