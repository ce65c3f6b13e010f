package dev.holdfast.contract;

import dev.holdfast.stock.OneStepStrategy;
import dev.holdfast.stock.strategy.StrategyType;
import dev.holdfast.testing.RedisUnderTest;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** The strategies that can do all of an order in one step, as their implementations say. */
final class OneStepStrategies {
  private static final Set<StrategyType> ALL = find();

  private OneStepStrategies() {}

  static Set<StrategyType> all() {
    return ALL;
  }

  private static Set<StrategyType> find() {
    var redis = RedisUnderTest.shared();
    var found = EnumSet.noneOf(StrategyType.class);
    try (Node node = NodeSetup.on(new RedisAddress(redis.host(), redis.port())).start()) {
      Arrays.stream(StrategyType.values())
          .filter(type -> node.strategies.get(type) instanceof OneStepStrategy)
          .forEach(found::add);
    }
    if (found.isEmpty()) {
      throw new IllegalStateException("no strategy does all of an order in one step");
    }
    return Collections.unmodifiableSet(found);
  }
}
